"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MoreMenuItems } from "../later";

/** What the bar has no room for. */
export function MoreMenu() {
  const t = useTranslations("commands.title");
  const [wanted, setWanted] = useState(false);
  if (wanted) return <MoreMenuItems />;
  return (
    <Tooltip label={t("more")}>
      <ActionIcon size="lg" aria-label={t("more")} aria-haspopup="menu" aria-expanded={false} onClick={() => setWanted(true)}>
        <IconDots size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
