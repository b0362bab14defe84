"use client";

import dynamic from "next/dynamic";

/** Messages in the corner. What asks for one before they have been loaded is shown then. */
export const Toasts = dynamic(() => import("@mantine/notifications").then(({ Notifications }) => Notifications), { ssr: false });
