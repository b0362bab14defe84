/** Agents of other products, in the form in which those write them. */

export const langGraph = {
  nodes: [
    { id: "__start__", type: "schema", data: "__start__" },
    { id: "classify", type: "runnable", data: { id: ["langgraph", "utils", "runnable", "RunnableCallable"], name: "classify" } },
    { id: "chat_model", type: "runnable", data: { id: ["langchain", "chat_models", "openai", "ChatOpenAI"], name: "chat_model" } },
    { id: "tools", type: "runnable", data: { id: ["langgraph", "prebuilt", "tool_node", "ToolNode"], name: "tools" } },
    { id: "__end__", type: "schema", data: "__end__" },
  ],
  edges: [
    { source: "__start__", target: "classify" },
    { source: "classify", target: "chat_model", data: "answer", conditional: true },
    { source: "classify", target: "__end__", data: "refuse", conditional: true },
    { source: "chat_model", target: "tools", conditional: false },
    { source: "tools", target: "chat_model" },
    { source: "chat_model", target: "__end__" },
  ],
};

const flowiseNode = (id: string, name: string, label: string, x: number, inputs: object) => ({
  id,
  type: "agentFlow",
  position: { x, y: 100 },
  data: { id, name, label, inputs, inputParams: [], outputAnchors: [] },
});

export const flowiseAgentflow = {
  nodes: [
    flowiseNode("startAgentflow_0", "startAgentflow", "Start", 0, { startInputType: "chatInput" }),
    flowiseNode("llmAgentflow_0", "llmAgentflow", "Answer it", 300, {
      llmModel: "chatOpenAI",
      llmModelConfig: { modelName: "gpt-4o-mini", temperature: "0.2" },
      llmMessages: [{ role: "system", content: "<p>Be brief.</p>" }],
      llmUserMessage: "<p>{{ question }}</p>",
    }),
    flowiseNode("conditionAgentflow_0", "conditionAgentflow", "Big or small", 600, {
      conditions: [{ type: "string", value1: "{{ llmAgentflow_0 }}", operation: "contains", value2: "<p>big</p>" }],
    }),
    flowiseNode("directReplyAgentflow_0", "directReplyAgentflow", "Reply", 900, { directReplyMessage: "<p>{{ llmAgentflow_0 }}</p>" }),
    flowiseNode("vector_0", "vectorThing", "Vector thing", 900, { index: "main" }),
    flowiseNode("stickyNoteAgentflow_0", "stickyNoteAgentflow", "Note", 300, { note: "Remember the tone" }),
  ],
  edges: [
    { source: "startAgentflow_0", sourceHandle: "startAgentflow_0-output-startAgentflow", target: "llmAgentflow_0", type: "agentFlow" },
    { source: "llmAgentflow_0", sourceHandle: "llmAgentflow_0-output-llmAgentflow", target: "conditionAgentflow_0", type: "agentFlow" },
    { source: "conditionAgentflow_0", sourceHandle: "conditionAgentflow_0-output-0", target: "directReplyAgentflow_0", type: "agentFlow" },
    { source: "conditionAgentflow_0", sourceHandle: "conditionAgentflow_0-output-1", target: "vector_0", type: "agentFlow" },
  ],
};

export const flowiseChatflow = {
  nodes: [
    flowiseNode("chatOpenAI_0", "chatOpenAI", "ChatOpenAI", 0, { modelName: "gpt-4o-mini", temperature: 0.9 }),
    flowiseNode("promptTemplate_0", "promptTemplate", "Prompt", 0, { template: "Translate {text} into {language}" }),
    flowiseNode("llmChain_0", "llmChain", "LLM Chain", 400, {
      model: "{{chatOpenAI_0.data.instance}}",
      prompt: "{{promptTemplate_0.data.instance}}",
    }),
  ],
  edges: [
    { source: "chatOpenAI_0", sourceHandle: "chatOpenAI_0-output-chatOpenAI", target: "llmChain_0" },
    { source: "promptTemplate_0", sourceHandle: "promptTemplate_0-output-promptTemplate", target: "llmChain_0" },
  ],
};

const difyNode = (id: string, type: string, title: string, x: number, y: number, data: object, parentId?: string) => ({
  id,
  type: "custom",
  position: { x, y },
  data: { type, title, ...data },
  ...(parentId !== undefined && { parentId }),
});
const gpt = { provider: "openai", name: "gpt-4o-mini", mode: "chat", completion_params: { temperature: 0.7 } };

export const difyWorkflow = {
  app: { mode: "workflow", name: "Summaries", description: "" },
  kind: "app",
  version: "0.1.5",
  workflow: {
    graph: {
      nodes: [
        difyNode("1", "start", "Start", 0, 0, {
          variables: [
            { variable: "text", label: "Text", type: "paragraph", required: true },
            { variable: "lines", label: "Lines", type: "text-input", required: false },
          ],
        }),
        difyNode("2", "question-classifier", "Which kind", 300, 200, {
          query_variable_selector: ["1", "text"],
          model: gpt,
          classes: [
            { id: "1", name: "News" },
            { id: "2", name: "Other" },
          ],
        }),
        difyNode("3", "llm", "Summarise", 300, 0, {
          model: gpt,
          prompt_template: [
            { role: "system", text: "You are careful." },
            { role: "user", text: "Summarise: {{#1.text#}}" },
          ],
        }),
        difyNode("4", "if-else", "Long enough", 600, 0, {
          cases: [
            {
              case_id: "true",
              logical_operator: "and",
              conditions: [{ variable_selector: ["3", "text"], comparison_operator: "not empty", value: "" }],
            },
          ],
        }),
        difyNode("5", "template-transform", "Shorten", 900, 0, {
          template: "Short: {{ summary }}",
          variables: [{ variable: "summary", value_selector: ["3", "text"] }],
        }),
        difyNode("6", "tool", "Draw", 900, 400, { provider_id: "dalle" }),
        difyNode("7", "iteration", "Each line", 300, 500, { iterator_selector: ["1", "lines"], output_selector: ["8", "text"] }),
        difyNode("8", "llm", "Translate", 60, 80, { model: gpt, prompt_template: [{ role: "user", text: "Translate {{#7.item#}}" }] }, "7"),
        difyNode("9", "end", "End", 1200, 0, {
          outputs: [
            { variable: "result", value_selector: ["5", "output"] },
            { variable: "translated", value_selector: ["7", "output"] },
          ],
        }),
      ],
      edges: [
        { source: "1", target: "3", sourceHandle: "source" },
        { source: "3", target: "4", sourceHandle: "source" },
        { source: "4", target: "5", sourceHandle: "true" },
        { source: "4", target: "6", sourceHandle: "false" },
        { source: "5", target: "9", sourceHandle: "source" },
        { source: "7", target: "9", sourceHandle: "source" },
      ],
    },
  },
};
