export * from "./auth";
export * from "./graphs";
export * from "./knowledge";
export * from "./memory";
export * from "./models";
export * from "./runs";
export * from "./secrets";
export * from "./settings";
