/** The little fish. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden focusable="false">
      <path
        d="M2.5 12c3-4.6 7-6 10.2-6 3.6 0 6 2.6 7 4.2L22 8v8l-2.3-2.2c-1 1.6-3.4 4.2-7 4.2-3.200 0-7.200-1.400-10.200-6Z"
        fill="var(--mantine-primary-color-filled)"
      />
      <circle cx="8" cy="11" r="1.2" fill="var(--minnow-surface)" />
    </svg>
  );
}
