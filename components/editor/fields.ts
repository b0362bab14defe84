"use client";

/** The fields of a run's form that are not a line of text, to be loaded when a form has one. */
export { NumberInput, Switch, Textarea } from "@mantine/core";
