"use client";

import type { NotificationsProps } from "@mantine/notifications";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";

const Notifications = dynamic(() => import("@mantine/notifications").then((loaded) => loaded.Notifications), { ssr: false });

/** Messages in the corner. The page is shown first; what asks for a message before that is heard then. */
export function Toasts(props: NotificationsProps) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 2_000);
    return () => clearTimeout(timer);
  }, []);
  return shown && <Notifications {...props} />;
}
