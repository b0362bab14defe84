/** An error that says by itself what went wrong and what to do: its sentence is shown, and no stack. */
export class Told extends Error {}

/** Ends a command with the exit code it gives: 2 when it was asked for something that can't be done, and says why. */
export async function command(work: () => Promise<number>): Promise<void> {
  process.exitCode = await work().catch((error: unknown) => {
    if (!(error instanceof Told)) throw error;
    console.error(`  ${error.message}`);
    return 2;
  });
  process.disconnect?.();
}
