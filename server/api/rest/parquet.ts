import "server-only";
import { type BasicType, ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";

/** A column of a table: its name, its type, and its value of a row. Every column may be empty. */
export type Column<Row> = { name: string; type: BasicType; of: (row: Row) => unknown };

/**
 * Rows as a Parquet file, a row group for each batch, told piece by piece.
 * @see https://parquet.apache.org/docs/file-format
 */
export async function* parquetOf<Row>(columns: readonly Column<Row>[], batches: AsyncIterable<readonly Row[]>): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const columnData = (rows: readonly Row[]) =>
    columns.map(({ name, type, of }) => ({ name, type, nullable: true, data: rows.map((row) => valueAs(type, of(row))) }));
  const file = new ParquetWriter({ writer, schema: schemaFromColumnData({ columnData: columnData([]) }), createdBy: "minnow" });
  const written = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  for await (const rows of batches) {
    if (rows.length === 0) continue;
    await file.write({ columnData: columnData(rows) });
    yield written();
  }
  await file.finish();
  yield written();
}

function valueAs(type: BasicType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === "INT64" && typeof value === "number") return BigInt(value);
  return type === "TIMESTAMP" && typeof value === "number" ? new Date(value) : value;
}
