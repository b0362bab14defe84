"use client";

import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import {
  IconBooks,
  IconBulb,
  IconChevronsLeft,
  IconChevronsRight,
  IconCpu,
  IconLanguage,
  IconMoon,
  IconPlayerPlay,
  IconSettings,
  IconShare,
  IconShieldLock,
  IconSun,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Mark } from "./Mark";
import classes from "./Shell.module.css";

const places = [
  { href: "/graphs", key: "graphs", Icon: IconShare },
  { href: "/runs", key: "runs", Icon: IconPlayerPlay },
  { href: "/suggestions", key: "suggestions", Icon: IconBulb },
  { href: "/data", key: "data", Icon: IconBooks },
  { href: "/data/curation", key: "curation", Icon: IconShieldLock },
  { href: "/models", key: "models", Icon: IconCpu },
  { href: "/settings", key: "settings", Icon: IconSettings },
] as const;

const remember = (name: string, value: string) => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
};

/** The left rail with the places, and the page beside it. */
export function Shell({ startNarrow, children }: { startNarrow: boolean; children: ReactNode }) {
  const t = useTranslations("shell");
  const path = usePathname();
  // The canvas needs the width: in the editor the rail starts narrow, whatever it is elsewhere.
  const inEditor = /^\/graphs\/[^/]+$/.test(path);
  const [chosen, setChosen] = useState(startNarrow);
  const [widened, setWidened] = useState(false);
  const narrow = inEditor ? !widened : chosen;
  // The nearest place: one may lie within another.
  const here = places.findLast(({ href }) => path.startsWith(href))?.href;
  const toggle = () => {
    if (inEditor) {
      setWidened(narrow);
      return;
    }
    setChosen(!narrow);
    remember("minnow-rail", narrow ? "wide" : "narrow");
  };
  return (
    <div className={classes.shell} data-narrow={narrow || undefined}>
      <a className={classes.skip} href="#page">
        {t("skip")}
      </a>
      <nav className={classes.rail} aria-label={t("places")}>
        <Link href="/graphs" prefetch={false} className={classes.brand} aria-label="Minnow">
          <Mark size={24} />
          <span className={classes.word}>Minnow</span>
        </Link>
        {places.map(({ href, key, Icon }) => (
          <Tooltip key={href} label={t(key)} position="right" disabled={!narrow}>
            <Link
              href={href}
              prefetch={false}
              className={classes.place}
              aria-label={t(key)}
              aria-current={href === here ? "page" : undefined}
            >
              <Icon size={18} stroke={1.7} aria-hidden />
              <span className={classes.word}>{t(key)}</span>
            </Link>
          </Tooltip>
        ))}
        <div className={classes.foot}>
          <LanguageSwitch />
          <ThemeSwitch />
          <Tooltip label={narrow ? t("widen") : t("narrow")} position="right">
            <ActionIcon onClick={toggle} aria-label={narrow ? t("widen") : t("narrow")}>
              {narrow ? <IconChevronsRight size={16} /> : <IconChevronsLeft size={16} />}
            </ActionIcon>
          </Tooltip>
        </div>
      </nav>
      <main id="page" className={classes.page}>
        {children}
      </main>
    </div>
  );
}

function ThemeSwitch() {
  const t = useTranslations("shell");
  const { setColorScheme } = useMantineColorScheme();
  const computed = useComputedColorScheme("light");
  // The server doesn't know what this browser chose, so the first render doesn't either; the icons follow by style sheet at once.
  const scheme = useMounted() ? computed : "light";
  const label = scheme === "dark" ? t("light") : t("dark");
  return (
    <Tooltip label={label} position="right">
      <ActionIcon onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")} aria-label={label}>
        <IconSun size={16} className="mantine-light-hidden" />
        <IconMoon size={16} className="mantine-dark-hidden" />
      </ActionIcon>
    </Tooltip>
  );
}

function LanguageSwitch() {
  const locale = useLocale();
  const label = locale === "en" ? "切换为中文" : "Switch to English";
  const change = () => {
    remember("minnow-locale", locale === "en" ? "zh" : "en");
    // A full load: open editors keep their unsaved state in storage, and every text comes from the server.
    window.location.reload();
  };
  return (
    <Tooltip label={label} position="right">
      <ActionIcon onClick={change} aria-label={label}>
        <IconLanguage size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
