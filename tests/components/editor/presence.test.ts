import { expect, it } from "vitest";
import { createPresence } from "@/components/editor/presence";

const at = (client: string) => ({
  type: "presence" as const,
  presence: { client, name: "Bo", cursor: { x: 1, y: 2 }, selection: [] },
  person: client,
  own: false,
});

it("who has left stays away, even when something they said before is heard after it; who comes back is there again", () => {
  let now = 1_000;
  const presence = createPresence("me", () => now);
  const { hear } = presence.getState();
  const here = () => presence.getState().others.map(({ client }) => client);
  hear(at("bo"));
  expect(here()).toEqual(["bo"]);
  hear({ type: "left", client: "bo" });
  hear(at("bo"));
  expect(here()).toEqual([]);
  hear({ type: "hello", client: "bo" });
  hear(at("bo"));
  expect(here()).toEqual(["bo"]);
  hear({ type: "left", client: "bo" });
  now += 10_000;
  hear(at("bo"));
  expect(here()).toEqual(["bo"]);
});
