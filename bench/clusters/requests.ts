/** What people ask an assistant that has tools, by the tool that serves it. */
export const toolRequests: Record<string, readonly string[]> = {
  find_orders: [
    "[Show|List|Find] [all orders|the orders] of <name> [since <date>|from last month|over <amount>]",
    "[Which|What] did <name> [order|buy] [in <city>|last week]?",
    "[Look up|Search] order <code>",
    "Is there an [open|unpaid] order for <firm>?",
  ],
  create_event: [
    "[Book|Schedule|Set up] a [meeting|call] with <name> [tomorrow at <small>|on <date>]",
    "[Put|Add] [lunch|a review|the workshop] in my calendar for <date>",
    "Move [my meeting|the call] with <name> to [Friday|<date>|the afternoon]",
    "[Block|Reserve] <small> hours for [writing|the audit] on [Monday|Tuesday]",
  ],
  send_message: [
    "[Write|Send] <name> a [message|mail] [that I am late|saying thanks|about the offer]",
    "[Tell|Let] <name> [know ]that the [contract|report] is [ready|signed]",
    "[Reply|Answer] to <name>: [yes please|no, next week|I agree]",
    "Forward [this|the last mail] to <firm>",
  ],
  run_query: [
    "[How many|Count the] [users|rows|visits] [per month|by country|grouped by plan] in the [sales|events] table?",
    "[What is|Compute] the [average|median|total] of [revenue|basket size] [per region|by week]",
    "[Plot|Chart] [churn|signups] [over time|against spend] from the warehouse",
    "Join [customers|invoices] with [payments|regions] and [sum|average] the amount",
  ],
  get_weather: [
    "[Will it|Is it going to] [rain|snow] in <city> [tomorrow|on <date>]?",
    "[How|What] [warm is it|is the temperature] in <city>?",
    "Do I need [an umbrella|a coat|sunscreen] in <city> this [weekend|evening]?",
    "[Wind|Weather] [forecast|outlook] for <city>",
  ],
  translate_text: [
    "[Translate|Put] [this|the sentence] into [German|Japanese|Polish]: [the door is open|we leave at noon|thank you]",
    "How do you say [good luck|see you soon|where is the station] in [Spanish|Korean|Dutch]?",
    "[What does|Meaning of] [Feierabend|saudade|hygge] [mean in English|in French]",
    "Give me a [formal|polite] [Italian|French] version of [the mail|the notice]",
  ],
};

/** Work that an assistant for developers and offices does, one node for all of it. */
export const officeTasks: Record<string, readonly string[]> = {
  summary: [
    "Meeting notes: <name> [presented|showed] the [roadmap|budget]; [the team|everyone] [agreed|disagreed] on [priorities|hiring].",
    "Minutes of <date>: action items for <name> and <name>, next meeting [in <city>|on Monday].",
    "[Participants|Attendees]: <name>, <name>. Topics discussed: [pricing|launch|office move].",
    "Decision: [postpone|approve] the [launch|reorganisation]; owner is <name>, deadline <date>.",
  ],
  commit: [
    "diff --git a/src/<module>.ts b/src/<module>.ts\n+ export function <verb>() {\n- const value = null;",
    "@@ -<small>,6 +<small>,9 @@\n+  return <verb>(input);\n-  throw new Error('<module>');",
    "+import { <verb> } from './<module>';\n-import lodash from 'lodash';",
    "modified: src/<module>.ts | <small> insertions(+), <small> deletions(-)",
  ],
  sql: [
    "Tables: customers(id, name, country), orders(id, customer_id, total). Question: [top ten customers|orders without customer|totals by country]",
    "Schema: payments(id, order_id, amount, paid_at). [Sum|Average] of amount where paid_at [after <date>|is null]",
    "CREATE TABLE products (id int primary key, price numeric). Which [price|product] is [highest|missing]?",
    "Write a [join|group by|window] over orders and [customers|payments] for [each month|every country]",
  ],
  logs: [
    "<date> ERROR [pool-<small>] connection refused to db-<small>:5432, retrying in <small>s",
    "<date> WARN [gc] heap usage <small>%, pause <small> ms",
    "Traceback (most recent call last): File app.py line <small> in <verb>: TimeoutError",
    "<date> INFO [http] GET /<module> 503 upstream timed out after <number> ms",
  ],
  recipe: [
    "[Whisk|Stir] <small> eggs with [sugar|butter|flour] and [bake|chill] for <number> minutes.",
    "Ingredients: <small> onions, [olive oil|cream], [basil|thyme], salt and pepper.",
    "[Simmer|Fry] the [tomatoes|mushrooms|lentils] until [soft|golden], then serve with [rice|bread].",
    "Preheat the oven to <small>0 degrees; grease the [tin|tray] with butter.",
  ],
  review: [
    "The [hotel|room] was [clean|noisy|tiny] and the [breakfast|staff|pool] [was lovely|disappointed us].",
    "We [stayed|spent] <small> nights in <city>; the [bed|view|reception] was [great|awful].",
    "[Five|Two|Three] stars: [close to the beach|far from the centre], [friendly|rude] [staff|reception].",
    "Would [gladly|never] [book|stay] here again, the [bathroom|minibar|balcony] was [spotless|dirty].",
  ],
  contract: [
    "This agreement is made between <firm> and <firm> ('the parties') on <date>.",
    "Either party may terminate this agreement upon <small> months' written notice for material breach.",
    "The receiving party shall keep confidential all information disclosed hereunder.",
    "Liability is limited to direct damages; governing law is that of [England|Ireland|Delaware].",
  ],
  medical: [
    "[Patient|The patient] complains of [headache|chest pain|nausea] for <small> days; [no fever|mild fever].",
    "Blood pressure 1<small>0/<number>, pulse <small>8, [lungs clear|slight wheezing].",
    "Medication: [ibuprofen|ramipril|metformin] <number> mg [daily|twice daily]; allergies: [none|penicillin].",
    "Plan: [MRI|blood test|referral to cardiology], follow-up visit in <small> weeks.",
  ],
  football: [
    "<city> beat <city> <small>-<small> after a [penalty|late header|own goal] in the <small>th minute.",
    "The [striker|goalkeeper|coach] was [sent off|injured|praised] in the second half.",
    "League table: <city> stay [top|bottom] with <small> points after <small> matches.",
    "A [free kick|corner] by <name> [hit the post|won the derby] against <city>.",
  ],
  property: [
    "Bright [two|three]-bedroom [house|apartment] in <city> with [garden|garage|balcony], <number> square metres.",
    "[Newly renovated|Listed] building, [fitted kitchen|parquet floors], close to [schools|the park].",
    "Asking price <amount> thousand, viewings [by appointment|on Saturday] with the estate agent.",
    "Energy certificate class [A|C|D], [gas|heat pump] heating, built in 19<small>.",
  ],
};

export const requestValues = {
  name: "Emma|Jonas|Noah|Grace Patel|Liam|Ana|Tomasz|Ingrid|Yusuf|Mei|Paolo|Sofie|Omar|Hanna".split("|"),
  firm: "Northwind|Halden|Brava|Kestrel|Oakfield|Lumen|Tern Partners|Sable".split("|"),
  city: "Berlin|Leeds|Lyon|Porto|Austin|Turin|Oslo|Ghent|Kraków|Dublin|Graz|Bergen".split("|"),
  module: "parser|router|session|billing|cache|queue|upload|search|theme|export".split("|"),
  verb: "readFile|renderPage|openSession|parseRow|flushQueue|mergeDraft|loadTheme|signIn".split("|"),
};
