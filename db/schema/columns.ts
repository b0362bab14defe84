import { text, timestamp } from "drizzle-orm/pg-core";
import { newId } from "../id";

export const id = () => text().primaryKey().$defaultFn(newId);
export const moment = () => timestamp({ withTimezone: true, mode: "date" });
export const createdAt = () => moment().notNull().defaultNow();
