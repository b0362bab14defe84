import "server-only";
import type { GraphExample } from "@/core/graph/document";
import { supportTests } from "./supportTests";

/** Invented tickets to try the sample graph with: every category, calm and urgent, complete and not. */
const tickets: [subject: string, message: string][] = [
  [
    "Charged twice for order #48213",
    "Hi, I'm Dana Whitfield. I was charged twice for order #48213 (the Aurora desk lamp) on 3 May, 59.90 each time. Please refund one payment today; I have written before and nobody answered.",
  ],
  [
    "Invoice for my company",
    "Hello, could you send an invoice with our VAT number for order #50117? It was the standing desk. No hurry. Regards, Tomas Berg",
  ],
  [
    "Refund still missing",
    "You promised a refund for the broken kettle, order #47002, two weeks ago. The payment has not arrived. Please help today. Yusuf Demir",
  ],
  [
    "Discount code did not work",
    "The code SPRING10 was not taken off the price of order #50920. Can you refund the difference? Best, Mei Tanaka",
  ],
  [
    "Payment declined but money gone",
    "My card payment for the Nimbus headphones was declined, yet the money left my account. There is no order number. I cannot pay my rent now, please answer today. Carla Rossi",
  ],
  [
    "Wrong amount on the invoice",
    "The invoice for order #49555 says 240.00, but the espresso machine cost 204.00. Please correct the invoice. Henrik Olsen",
  ],
  [
    "Subscription charged after cancelling",
    "I cancelled the filter subscription in March and was charged 12.50 again in April. Please stop the payments. Priya Nair",
  ],
  ["Pay by instalments?", "Is there a way to pay for order #51230 in three payments? It is the oak shelf. Thank you, Lucas Meyer"],
  [
    "Lamp flickers",
    "The Aurora desk lamp from order #48770 flickers and then goes off. I tried another socket. What can I do? Ingrid Solberg",
  ],
  [
    "Headphones do not connect",
    "My Nimbus headphones do not work with the new phone any more; they do not connect since the update. Order #46121. Omar Haddad",
  ],
  [
    "Espresso machine leaks",
    "Water runs out under the espresso machine and over the kitchen floor. It does not work at all. Please help today! Order #49555, Henrik Olsen",
  ],
  [
    "App crashes at start",
    "Your app crashes when I open the list of orders. Phone restarted, app installed again, does not work. Anna Kowalska",
  ],
  [
    "Desk will not go up",
    "The standing desk stopped at the lowest position and shows E04. I cannot work like this, I need it today. Order #50117. Tomas Berg",
  ],
  [
    "Shelf: two screws missing",
    "Two screws for the oak shelf were missing from the box. The shelf does not hold without them. Order #51230, Lucas Meyer",
  ],
  ["Kettle switches off too early", "The kettle switches off before the water boils. It worked for a week. Sofia Papadaki, order #50444"],
  ["Speaker sounds broken", "One side of the Reef speaker crackles and does not work at low volume. Order #45009. Ben Carter"],
  [
    "Cannot sign in",
    "I cannot sign in, the password e-mail never arrives. I need my account today because of a return. Address: the usual one. Laila Aziz",
  ],
  [
    "Change my e-mail address",
    "Please change the e-mail address of my account, I no longer have the old one and cannot sign in with it. Jonas Weber",
  ],
  ["Delete my data", "Please delete my account and all personal data you hold about me. Thank you. Marta Silva"],
  ["Two accounts", "It seems I have two accounts with different orders. Can you put my personal data into one account? Emily Clark"],
  [
    "Someone used my account",
    "Someone signed in to my account and ordered three speakers to an address I don't know. Please block the account today! Noah Fischer",
  ],
  ["When will it be back?", "When will the green Aurora lamp be in stock again? Chen Wei"],
  ["Gift wrapping", "Do you offer gift wrapping, and can you send the parcel to my sister? Olivia Martin"],
  ["Praise for the courier", "I only wanted to say that your courier carried the shelf up four floors and was lovely. Lucas Meyer"],
];

export const supportTickets = (): GraphExample[] =>
  tickets.map(([subject, message], index) => ({
    id: `ticket-${index + 1}`,
    name: subject,
    input: { subject, message },
    ...supportTests[index + 1],
  }));
