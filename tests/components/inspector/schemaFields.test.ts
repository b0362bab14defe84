import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf, type SchemaField, schemaFieldTypes, schemaOf, schemaSlip } from "@/components/inspector/schemaFields";

const field: fc.Arbitrary<SchemaField> = fc
  .record({
    name: fc.stringMatching(/^[A-Za-z_][\w-]{0,10}$/).filter((name) => name !== "__proto__"),
    type: fc.constantFrom(...schemaFieldTypes),
    description: fc.string(),
    options: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
    required: fc.boolean(),
  })
  .map((made) => ({ ...made, options: made.type === "choice" ? made.options : [] }));

describe("the fields of a JSON Schema", () => {
  it("say the same as the schema, both ways", () => {
    fc.assert(
      fc.property(fc.uniqueArray(field, { selector: ({ name }) => name, maxLength: 6 }), (fields) => {
        const schema = schemaOf(fields);
        expect(schemaSlip(schema)).toBeNull();
        const again = fieldsOf(schema);
        expect(again === null ? null : schemaOf(again)).toEqual(schema);
      }),
    );
  });

  it("are refused where they would lose something", () => {
    expect(fieldsOf({ type: "object", properties: { a: { type: "string", minLength: 2 } } })).toBeNull();
    expect(fieldsOf({ type: "object", properties: { a: { type: "object", properties: {} } } })).toBeNull();
    expect(fieldsOf({ type: "object", properties: {}, title: "T" })).toBeNull();
    expect(fieldsOf({ type: "array" })).toBeNull();
  });

  it("say where a schema has a slip", () => {
    expect(schemaSlip({ type: "object", properties: { a: { type: "strin" } } })).toEqual({ path: "/properties/a/type", code: "type" });
    expect(schemaSlip({ type: "object", required: "a" })).toEqual({ path: "/required", code: "required" });
    expect(schemaSlip([])).toEqual({ path: "/", code: "notSchema" });
  });
});
