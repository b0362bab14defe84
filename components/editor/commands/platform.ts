"use client";

import { useSyncExternalStore } from "react";

export const isMac = (): boolean => typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

const never = () => () => {};

/** On a Mac shortcuts are written with ⌘. The server, which can't know, says no. */
export const useIsMac = (): boolean => useSyncExternalStore(never, isMac, () => false);
