import {
  type Icon,
  IconArrowMerge,
  IconCode,
  IconLogin2,
  IconLogout2,
  IconMessageChatbot,
  IconPuzzle,
  IconRouteAltLeft,
  IconTemplate,
} from "@tabler/icons-react";

/** The icons that definitions name; only these are bundled. */
const icons: Record<string, Icon> = {
  IconArrowMerge,
  IconCode,
  IconLogin2,
  IconLogout2,
  IconMessageChatbot,
  IconRouteAltLeft,
  IconTemplate,
};

export const kindIcon = (name: string | undefined): Icon => icons[name ?? ""] ?? IconPuzzle;
