/** What a step of an agent elsewhere is: a question to a model, a tool, a search, or whatever else it does. */
export const stepKinds = ["model", "tool", "retrieval", "step"] as const;
export type StepKind = (typeof stepKinds)[number];
