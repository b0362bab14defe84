"use client";

import { Button, Popover, Stack } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ComponentProps, useState } from "react";
import type { RunView } from "@/core/engine/events";
import { useTRPC } from "../../trpc";
import { comparisonOf } from "./address";
import { RunSelect } from "./RunSelect";

/** Looked through for the one before. */
const BEFORE = 20;

/** Offers the other runs of the same graph to compare with, beginning with the one before. */
export function CompareWith({ run }: { run: RunView }) {
  const t = useTranslations("compare");
  return (
    <Popover position="bottom-end" withArrow trapFocus shadow="md" width={500}>
      <Popover.Target>
        <Button variant="default" leftSection={<IconArrowsDiff size={15} />}>
          {t("with")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 24px)">
        <Choice run={run} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Choice({ run }: { run: RunView }) {
  const t = useTranslations("compare");
  const [chosen, setChosen] = useState<ComponentProps<typeof RunSelect>["value"]>(null);
  const { data } = useQuery(useTRPC().runs.list.queryOptions({ graphId: run.graphId, cursor: run.id, limit: BEFORE }));
  // A node that ran alone is comparable with its like.
  const before = data?.runs.find(({ trigger }) => (trigger === "node") === (run.trigger === "node")) ?? null;
  const other = chosen ?? before;
  return (
    <Stack gap="sm">
      <RunSelect label={t("other")} graphId={run.graphId} except={run.id} value={other} onChoose={setChosen} />
      {other === null ? (
        <Button disabled>{t("compare")}</Button>
      ) : (
        <Button component={Link} href={comparisonOf(run, other)}>
          {t("compare")}
        </Button>
      )}
    </Stack>
  );
}
