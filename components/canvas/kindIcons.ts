import {
  type Icon,
  IconArrowMerge,
  IconCode,
  IconFlag,
  IconListDetails,
  IconLogin2,
  IconLogout2,
  IconMessageChatbot,
  IconPuzzle,
  IconRepeat,
  IconRouteAltLeft,
  IconTemplate,
} from "@tabler/icons-react";

/** The icons that definitions name; only these are bundled. */
const icons: Record<string, Icon> = {
  IconArrowMerge,
  IconCode,
  IconFlag,
  IconListDetails,
  IconLogin2,
  IconLogout2,
  IconMessageChatbot,
  IconRepeat,
  IconRouteAltLeft,
  IconTemplate,
};

export const kindIcon = (name: string | undefined): Icon => icons[name ?? ""] ?? IconPuzzle;
