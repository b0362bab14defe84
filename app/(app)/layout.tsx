import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/Shell";
import { ApiProvider } from "@/components/trpc";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const narrow = (await cookies()).get("minnow-rail")?.value === "narrow";
  return (
    <ApiProvider>
      <Shell startNarrow={narrow}>{children}</Shell>
    </ApiProvider>
  );
}
