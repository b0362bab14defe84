"use client";

import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { Grouping } from "@/core/replacement/overTime";

type Props = { graphId: string; by: Grouping; from: Date | undefined };

/** The figures of the charts as a file. */
export function ExportMenu({ graphId, by, from }: Props) {
  const t = useTranslations("insights.overTime");
  const address = (format: "csv" | "parquet") =>
    `/api/insights/export?${new URLSearchParams({ graphId, by, format, ...(from !== undefined && { from: from.toISOString() }) })}`;
  return (
    <Menu>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconDownload size={15} />}>
          {t("export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={address("csv")}>
          {t("exportCsv")}
        </Menu.Item>
        <Menu.Item component="a" href={address("parquet")}>
          {t("exportParquet")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
