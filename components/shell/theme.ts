import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent: a clear water blue. */
const water: MantineColorsTuple = [
  "#e8f6fb",
  "#d3eaf3",
  "#a4d4e6",
  "#72bdd9",
  "#4baace",
  "#339ec7",
  "#2497c3",
  "#1483ad",
  "#02759b",
  "#006589",
];

/** Greys of the dark theme, in the hue of its surfaces. */
const slate: MantineColorsTuple = [
  "#d5dce3",
  "#b3bdc7",
  "#9aa7b3",
  "#5c6975",
  "#3a444e",
  "#2b343c",
  "#232a31",
  "#1b2026",
  "#161b20",
  "#111519",
];

export const theme = createTheme({
  primaryColor: "water",
  primaryShade: { light: 8, dark: 5 },
  colors: { water, dark: slate },
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: "md",
  fontFamily:
    'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "JetBrains Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: "600", sizes: { h1: { fontSize: "1.375rem" }, h2: { fontSize: "1.125rem" }, h3: { fontSize: "1rem" } } },
  components: {
    Button: { defaultProps: { size: "sm" } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Table: { defaultProps: { verticalSpacing: "xs", horizontalSpacing: "sm" } },
    Modal: { defaultProps: { overlayProps: { backgroundOpacity: 0.45 } } },
    TextInput: { defaultProps: { size: "sm" } },
  },
});
