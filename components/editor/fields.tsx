"use client";

import { Select as AnySelect, type SelectProps } from "@mantine/core";

/** The fields of a run's form that are not a line of text, to be loaded when a form has one. */
export { NumberInput, Switch, Textarea } from "@mantine/core";

/** Of texts: Mantine's also takes numbers. */
export const Select = (props: SelectProps) => <AnySelect {...props} />;
