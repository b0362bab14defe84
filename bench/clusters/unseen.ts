/** Written when clustering was done, to measure it on what nobody had looked at. */
export const bankTopics: Record<string, readonly string[]> = {
  card: [
    "Ma carte [a été avalée|est bloquée|ne passe plus] [au distributeur|en magasin].",
    "J'ai [perdu|oublié] le code secret de ma carte.",
    "Je souhaite [faire opposition|commander une nouvelle carte] [après un vol|avant mon voyage].",
    "Quel est le plafond de [retrait|paiement] de ma carte ?",
    "Le paiement sans contact [ne marche pas|a été refusé].",
  ],
  loan: [
    "Je voudrais [un prêt|un crédit immobilier] de <amount> euros sur <small> ans.",
    "Quel taux [proposez-vous|appliquez-vous] pour [un crédit auto|un emprunt] ?",
    "Peut-on [reporter|rembourser par anticipation] les mensualités du prêt ?",
    "Mon dossier d'emprunt [est-il complet|attend une réponse].",
    "L'assurance emprunteur est-elle [obligatoire|comprise] ?",
  ],
  transfer: [
    "Mon virement vers [l'Italie|mon frère|mon propriétaire] [n'est pas arrivé|est en attente].",
    "J'ai envoyé <amount> euros au mauvais bénéficiaire.",
    "Comment [programmer|annuler] un virement permanent ?",
    "L'IBAN du bénéficiaire est [refusé|inconnu].",
    "Le virement instantané [coûte-t-il|prend-il] quelque chose ?",
  ],
  fees: [
    "Pourquoi [ces frais|cette commission] de <amount> euros sur mon relevé ?",
    "Les frais de tenue de compte ont [doublé|augmenté].",
    "Je conteste les [agios|frais d'incident] du <date>.",
    "Le relevé indique une cotisation [que j'ignore|prélevée deux fois].",
    "[Supprimez|Expliquez] la commission d'intervention.",
  ],
  savings: [
    "Quel est le rendement du livret [A|jeune|d'épargne] ?",
    "J'aimerais [ouvrir|fermer] un plan d'épargne [retraite|logement].",
    "Puis-je placer <amount> euros [sans risque|à long terme] ?",
    "Les intérêts de mon livret [ne sont pas versés|semblent faux].",
    "L'assurance vie est-elle [imposable|adaptée à mon âge] ?",
  ],
};
export const bankValues = {
  name: "Camille Moreau|Luc|Hélène Girard|Amélie|Benoît D.|Nadia".split("|"),
};

export const eventKinds: Record<string, readonly string[]> = {
  payment: [
    '"type": "payment.[failed|captured]"',
    '"amount": <amount>, "currency": "[EUR|USD]"',
    '"card": {"brand": "[visa|amex]", "last4": <small>}',
    '"decline_code": "[insufficient_funds|expired]"',
  ],
  signup: [
    '"type": "user.[created|verified]"',
    '"email_domain": "example.test", "newsletter": [true|false]',
    '"referrer": "[search|friend|advert]"',
    '"plan": "[free|team]", "password_strength": <small>',
  ],
  deploy: [
    '"type": "deploy.[started|finished]"',
    '"commit": "<code>", "branch": "[main|release]"',
    '"rollback": [true|false], "replicas": <small>',
    '"image": "registry/<service>:<number>"',
  ],
  sensor: [
    '"type": "reading"',
    '"temperature": <amount>, "humidity": <small>',
    '"battery": <small>, "firmware": "<code>"',
    '"device": "[pump|valve|boiler]", "pressure": <amount>',
  ],
  shipment: [
    '"type": "shipment.[scanned|handed_over]"',
    '"carrier": "[post|courier]", "parcel_weight": <amount>',
    '"customs": "[cleared|held]", "incoterm": "[DAP|EXW]"',
    '"warehouse": "<city>", "pallet": <small>',
  ],
  review: [
    '"type": "review.[posted|flagged]"',
    '"stars": <small>, "verified_purchase": [true|false]',
    '"headline": "[lovely|poor|fine] [quality|fit]"',
    '"helpful_votes": <small>, "moderator": null',
  ],
};
export const eventValues = {
  city: "Berlin|Leeds|Lyon|Porto|Austin|Turin|Oslo".split("|"),
  name: "emma|jonas|noah|grace|liam|ana".split("|"),
  service: "billing|search|mail|gateway|reports".split("|"),
};

export const clauses: readonly string[] = [
  "The [supplier|seller] shall deliver the goods [ex works|free of charge] within <small> weeks.",
  "The [buyer|customer] shall inspect the goods [upon receipt|without delay] and give notice of defects.",
  "Title to the goods [passes|remains with the seller] until payment of the [purchase price|invoice].",
  "The [seller|supplier] warrants that the goods [conform to|meet] the specification for <small> months.",
  "Neither party is liable for delay caused by [force majeure|strikes|acts of authorities].",
  "[Disputes|Claims] shall be settled by arbitration in <city> under the rules of <firm>.",
  "Prices are [fixed|subject to adjustment] and [exclude|include] packaging and freight.",
  "The [buyer|customer] may [cancel|postpone] a call-off order <small> days before dispatch.",
];

export const helpDesk: Record<string, readonly string[]> = {
  printer: [
    "The printer [jams|prints blank pages|is offline].",
    "[Toner|Paper tray] [low|empty] on floor <small>.",
    "I cannot scan [to mail|double-sided].",
    "[Add|Install] the colour printer near reception.",
  ],
  vpn: [
    "The VPN [drops|disconnects] every <small> minutes.",
    "Tunnel [times out|fails] from [home|the hotel].",
    "The VPN client asks for a certificate [again|that expired].",
    "Split tunnelling [breaks|blocks] the intranet.",
  ],
  mailbox: [
    "My mailbox is [full|over quota].",
    "[Outlook|The calendar] does not [sync|send invitations].",
    "Please create a shared mailbox for [sales|support].",
    "A mail to [a client|the board] bounced.",
  ],
  phishing: [
    "I [clicked|opened] a suspicious [link|attachment].",
    "Is this [message about a parcel|login page] phishing?",
    "Someone pretends to be our [CEO|bank] and asks for gift cards.",
    "The spam filter let [malware|a scam] through.",
  ],
  screen: [
    "My second monitor [flickers|is not detected].",
    "The docking station shows [no picture|the wrong resolution].",
    "HDMI cable for [the meeting room|desk <small>] is missing.",
    "Brightness [resets|changes] after sleep.",
  ],
  software: [
    "Please install [Photoshop|AutoCAD|Python] on my computer.",
    "The licence for [Photoshop|the CAD package] expired.",
    "Upgrade [Acrobat|the browser] to the latest version.",
    "The installer asks for administrator rights.",
  ],
  badge: [
    "My badge no longer opens [door <small>|the garage].",
    "I lost my access card [on the train|yesterday].",
    "A visitor needs a badge for <date>.",
    "The turnstile [rejects|does not read] my card.",
  ],
  payroll: [
    "My payslip for [March|May] is [missing|wrong].",
    "Overtime of <small> hours was not paid.",
    "When is the salary [transferred|adjusted]?",
    "The tax class on my payslip is incorrect.",
  ],
  leave: [
    "I want to request vacation from <date> to <date>.",
    "How many days of leave remain?",
    "My parental leave [request|form] awaits approval.",
    "Sick note for <small> days attached.",
  ],
  phone: [
    "My work phone [does not ring|has no signal].",
    "Voicemail greeting cannot be [recorded|changed].",
    "Forward my extension to [the mobile|a colleague].",
    "The headset [crackles|is mute] in calls.",
  ],
  backup: [
    "Please restore [a folder|the file] I deleted on <date>.",
    "The nightly backup [failed|is stuck].",
    "Version history of the document is gone.",
    "I need last month's snapshot of the [share|drive].",
  ],
  room: [
    "Book [the auditorium|meeting room <small>] on <date>.",
    "The projector in the [auditorium|board room] is dead.",
    "Catering for <small> guests in the meeting room.",
    "The whiteboard pens in the board room are dry.",
  ],
  travel: [
    "Please book a [flight|train] to <city> on <date>.",
    "My travel expense report was [rejected|returned].",
    "Which hotel rate applies in <city>?",
    "The per diem for <city> seems [low|wrong].",
  ],
  training: [
    "Register me for the [security|first aid] course.",
    "The e-learning module [does not load|shows no certificate].",
    "Who approves the training budget?",
    "The webinar on <date> has no dial-in.",
  ],
};
export const helpDeskValues = {
  city: "Berlin|Leeds|Lyon|Porto|Austin|Turin|Oslo|Ghent".split("|"),
  name: "Emma|Jonas|Noah|Grace|Liam|Ana|Tomasz|Yusuf|Mei".split("|"),
};
