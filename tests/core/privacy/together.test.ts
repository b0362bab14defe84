import { expect, it } from "vitest";
import { defaultCuration } from "@/core/privacy/policy";
import { keyed, redactJson } from "@/core/privacy/redact";
import { hiddenElsewhere, redactTogether } from "@/core/privacy/together";

const redaction = { kinds: defaultCuration.kinds, pseudonym: keyed("key") };

it("a name that only the prompt's words tell goes wherever else it stands, and becomes the same there", () => {
  const { prompt, variables } = redactTogether(
    {
      prompt: "Dear Support, my name is Konrad Ampel.",
      variables: { name: "Konrad Ampel", note: "ask Konrad Ampel" },
    },
    redaction,
  );
  expect(prompt).toMatch(/my name is <PERSON_\w{8}>\.$/);
  expect(variables.name).toBe(prompt.slice(-18, -1));
  expect(variables.note).toBe(`ask ${variables.name}`);
});

it("a single word isn't taken out elsewhere: there it may be a word like any other", () => {
  const { variables } = redactTogether(
    { prompt: "Dear Mark,\nthank you.", variables: { name: "x", note: "Mark what you like" } },
    redaction,
  );
  expect(variables.note).toBe("Mark what you like");
});

it.each(["none", "all"] as const)("what other texts were already rid of is known by the key (stand-ins: %s)", (standIns) => {
  const pseudonym = keyed("key", { standIns });
  const curated = `Dear Support, my name is ${pseudonym("person", "Konrad Ampel")}`;
  const values = { name: "Konrad Ampel", about: "A lamp of Konrad Ampel, from Old Town" };
  const rest = hiddenElsewhere(values, curated, { ...redaction, pseudonym });
  expect(rest).not.toBeNull();
  if (rest !== null) expect(JSON.stringify(redactJson(values, rest))).not.toContain("Konrad");
  expect(hiddenElsewhere({ name: "Somebody Else" }, curated, { ...redaction, pseudonym })).toBeNull();
});
