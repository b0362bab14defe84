"use client";

import { notifications } from "@mantine/notifications";
import Link from "next/link";

/** Says what was done elsewhere, and leads there. */
export function useToldWithLink(): (message: string, href: string, label: string) => void {
  return (message, href, label) =>
    notifications.show({
      message: (
        <>
          {message} <Link href={href}>{label}</Link>
        </>
      ),
      autoClose: 10_000,
    });
}
