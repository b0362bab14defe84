/** Lines of documents of several kinds, from which the same facts are to be taken; and lines that any may have. */
export const documentKinds: Record<string, readonly string[]> = {
  invoice: [
    "[Invoice|Bill] no. <code>\nDate of invoice: <date>",
    "[Subtotal|Net amount]: <amount>\nVAT 19%: <amount>\n[Total due|Amount payable]: <amount>",
    "Payment within [14|30] days to the bank account below, quoting the invoice number.",
    "Qty <small> x <good>, unit price <amount>, line total <amount>",
    "[Customer|Bill to]: <firm>, <city>",
    "Late payment is subject to interest. Please remit the balance in full.",
  ],
  curriculum: [
    "Work experience\n<year> to <year>: [software engineer|project lead|nurse|analyst] at <firm>",
    "Education\n[BSc|MSc|Diploma] in [physics|economics|biology|design], University of <city>",
    "Skills: [Python, SQL|patient care|negotiation|team leadership|CAD], [driving licence|first aid|Excel]",
    "Languages: English (fluent), [German|Spanish|Dutch] ([native|basic|B2])",
    "Hobbies and volunteering: [choir|climbing|scouts|open source]",
    "References available on request. Notice period: <small> weeks.",
  ],
  laboratory: [
    "[Haemoglobin|Glucose|Creatinine|Ferritin] <amount> mg/dl (reference <small>-<number>)",
    "Specimen: [venous blood|serum|urine], collected <date>, received by laboratory",
    "[Leukocytes|Thrombocytes|Erythrocytes] <amount> /nl [H|L|within normal range]",
    "Cholesterol LDL <amount>, HDL <amount>, triglycerides <amount> mg/dl",
    "Ordering physician: Dr. <name>. Patient fasting: [yes|no].",
    "Interpretation: [mild anaemia|no pathological findings|elevated liver enzymes], repeat test advised.",
  ],
  lease: [
    "The landlord lets to the tenant the [flat|apartment|premises] at <street>, <city>.",
    "The monthly rent is <amount>, payable in advance by the third working day; a deposit of [two|three] months' rent is due.",
    "The tenancy begins on <date> and is concluded for [an indefinite term|<small> years].",
    "[Pets|Subletting] [are|is] permitted only with the landlord's written consent.",
    "Heating and ancillary costs are settled annually by living area in square metres.",
    "The tenant shall return the premises in a clean condition with all keys upon termination.",
  ],
  vacancy: [
    "We are hiring: [warehouse clerk|data engineer|pastry chef|teacher] (full-time) in <city>",
    "Your responsibilities: [coordinate suppliers|maintain pipelines|prepare desserts|plan lessons] and support colleagues",
    "Your profile: [completed training|a degree|<small> years of experience] and enjoyment of teamwork",
    "We offer [flexible hours|a company bicycle|remote work], a competitive salary and <number> days of vacation",
    "Apply online with your resume and earliest starting date. Equal opportunity employer.",
    "Hiring manager: <name>, human resources at <firm>",
  ],
  itinerary: [
    "Flight <code> departs <city> at <small>:40, arrives <city> terminal <small>",
    "Passenger: <name>, seat <small>[A|C|F], boarding group <small>",
    "Checked baggage: <small> pieces of 23 kg; hand luggage included",
    "Booking reference <code>, e-ticket issued on <date>, fare class [economy|business]",
    "Online check-in opens 24 hours before departure. Gates close 20 minutes before take-off.",
    "Hotel transfer from the airport in <city> is [included|not included]; layover <small> hours",
  ],
};

export const documentLines: readonly string[] = [
  "Page <small> of <small>",
  "<firm>, <street>, <city>",
  "Phone <number>, e-mail [info|office|contact]@example.test",
  "Date: <date>",
  "Signed: <name>",
  "Confidential. If you are not the intended recipient, please destroy this copy.",
];

export const documentValues = {
  firm: "Northwind Ltd|Halden AG|Brava SA|Kestrel & Co|Oakfield GmbH|Lumen BV|Tern Partners|Sable Inc".split("|"),
  good: "steel shelf|toner cartridge|office chair|oak board|valve|cable drum|paper A4".split("|"),
  street: "Mill Lane 4|Hauptstraße 12|Rue Haute 7|Harbour Road 31|Calle Mayor 2|Park Avenue 90".split("|"),
  city: "Berlin|Leeds|Lyon|Porto|Austin|Turin|Oslo|Ghent|Kraków|Dublin|Graz|Bergen".split("|"),
  name: "Emma Walker|J. Smith|Noah Berg|Grace Patel|Liam O'Connor|Ana Costa|Tomasz Zima|Yusuf Kaya|Mei Chen".split("|"),
  year: "1998|2004|2007|2011|2015|2018|2020|2022|2024".split("|"),
};
