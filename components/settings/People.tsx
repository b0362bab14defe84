"use client";

import { Badge, Card, Group, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useTRPC } from "../trpc";
import { Loaded } from "./Loaded";

const roleTexts = {
  owner: ["roleOwner", "roleOwnerText"],
  editor: ["roleEditor", "roleEditorText"],
  analyst: ["roleAnalyst", "roleAnalystText"],
  viewer: ["roleViewer", "roleViewerText"],
} as const;

/** Who is in the workspace and what each may do. */
export function People() {
  const t = useTranslations("settings");
  const format = useFormatter();
  const query = useQuery(useTRPC().settings.people.list.queryOptions());
  return (
    <Stack>
      <Text c="var(--minnow-text-dim)" size="sm">
        {t("peopleText")}
      </Text>
      <Loaded query={query}>
        {(people) => (
          <Card withBorder bg="var(--minnow-surface)" padding="xs">
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("person")}</Table.Th>
                  <Table.Th>{t("email")}</Table.Th>
                  <Table.Th>{t("role")}</Table.Th>
                  <Table.Th>{t("joined")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {people.map((person) => (
                  <Table.Tr key={person.id}>
                    <Table.Td>
                      <Group gap="xs">
                        {person.name}
                        {person.you && (
                          <Badge variant="light" size="sm" tt="none">
                            {t("you")}
                          </Badge>
                        )}
                      </Group>
                    </Table.Td>
                    <Table.Td>{person.email}</Table.Td>
                    <Table.Td>
                      {t(roleTexts[person.role][0])}
                      <Text size="xs" c="var(--minnow-text-dim)">
                        {t(roleTexts[person.role][1])}
                      </Text>
                    </Table.Td>
                    <Table.Td>{format.dateTime(new Date(person.joinedAt), { dateStyle: "medium" })}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Card>
        )}
      </Loaded>
    </Stack>
  );
}
