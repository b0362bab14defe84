"use client";

import { Avatar, Tooltip } from "@mantine/core";
import { useTranslations } from "next-intl";
import classes from "./Presence.module.css";
import { usePresence } from "./PresenceContext";

/** Shown one by one; the rest as a number. */
const SHOWN = 4;

/** Who else has this graph open. */
export function PeopleHere() {
  const t = useTranslations("live");
  const others = usePresence((state) => state.others);
  if (others.length === 0) return null;
  const tabs = others.filter(({ own }) => own).length;
  const people = new Set(others.flatMap(({ person, own }) => (own ? [] : [person]))).size;
  const nameOf = (name: string) => (name === "" ? t("someone") : name);
  const rest = others.slice(SHOWN);
  return (
    <Avatar.Group role="group" aria-label={t("here", { people, tabs })}>
      {others.slice(0, SHOWN).map(({ client, name, colour, own }) => (
        <Tooltip key={client} label={own ? t("isHereToo") : t("isHere", { name: nameOf(name) })}>
          <Avatar
            size={26}
            className={`${classes.person} ${classes.avatar}`}
            data-colour={colour}
            alt={nameOf(name)}
            name={nameOf(name)}
            color="initials"
          />
        </Tooltip>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.map(({ name }) => nameOf(name)).join(", ")}>
          <Avatar size={26}>{t("more", { count: rest.length })}</Avatar>
        </Tooltip>
      )}
    </Avatar.Group>
  );
}
