import { z } from "zod";
import { defineNode } from "@/core/graph/kind";
import { port } from "@/core/graph/ports";
import { templateVariables } from "@/core/graph/template";

export const OnTimeout = z.enum(["fail", "approve", "reject"]);

const Config = z.object({
  /** A template of what the person is told. */
  instructions: z.string().max(20_000),
  mayEdit: z.boolean(),
  /** Null: waits for as long as it takes. */
  timeoutMinutes: z.number().int().min(1).max(525_600).nullable(),
  onTimeout: OnTimeout,
});
export type HumanConfig = z.infer<typeof Config>;

export const human = defineNode({
  kind: "human",
  category: "flow",
  icon: "IconUserCheck",
  text: {
    en: {
      title: "Human approval",
      summary: "Waits until a person approves or rejects",
      help: "The run waits here, without keeping a worker busy, until a person approves, rejects or edits the value in the run's page, or a program does so by the API. What was approved leaves by “approved”, what was rejected by “rejected” with the reason. Everything before it is recorded first, so the wait may last for days.",
      fields: {
        instructions: { label: "What the person should know" },
        mayEdit: { label: "May edit the value" },
        timeoutMinutes: { label: "Longest wait", hint: "In minutes. Left empty, it waits for as long as it takes." },
        onTimeout: { label: "When nobody answered" },
      },
    },
    zh: {
      title: "人工审批",
      summary: "等待人批准或拒绝",
      help: "运行在此等待（不占用工作进程），直到有人在运行页面批准、拒绝或编辑该值，或由程序通过 API 完成。批准的值从“approved”离开，拒绝的值带着原因从“rejected”离开。此前的一切都会先被记录，因此可以等待数天。",
      fields: {
        instructions: { label: "需要告知审批人的内容" },
        mayEdit: { label: "可以编辑该值" },
        timeoutMinutes: { label: "最长等待", hint: "以分钟计。留空则一直等待。" },
        onTimeout: { label: "无人答复时" },
      },
    },
  },
  config: Config,
  defaultConfig: { instructions: "", mayEdit: true, timeoutMinutes: null, onTimeout: "fail" },
  ports: ({ instructions }) => ({
    inputs: [
      port("value"),
      ...templateVariables(instructions)
        .filter((name) => name !== "value")
        .map((name) => port(name)),
    ],
    outputs: [port("approved"), port("rejected", { type: "json" })],
  }),
  waits: true,
  effects: "outside",
});
