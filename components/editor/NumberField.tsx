"use client";

/** On its own, so that it can be loaded when a form has a number. */
export { NumberInput } from "@mantine/core";
