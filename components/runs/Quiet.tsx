import { Text } from "@mantine/core";

/** Says that there is nothing here, and why. */
export function Quiet({ children }: { children: string }) {
  return (
    <Text size="sm" c="var(--minnow-text-dim)" py="xs">
      {children}
    </Text>
  );
}
