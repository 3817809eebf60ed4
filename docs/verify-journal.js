// Verifies an exported journal: node verify-journal.js FILE. Needs Node.js 18 or newer, nothing else.
// docs/journal.md describes the form; J1 to J11 are its clauses.
"use strict";
const crypto = require("node:crypto");
const lines = require("node:fs").readFileSync(process.argv[2]).toString("latin1").split("\n")
  .map((line) => Buffer.from(line, "latin1")); // cut at line feeds, bytes kept
const need = (holds, clause) => { if (!holds) throw new Error(clause); };
const sha256 = (octets) => crypto.createHash("sha256").update(octets).digest("hex");
const P = 2n ** 255n - 19n, D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const IS = { text: (v) => typeof v === "string", whole: Number.isSafeInteger, object: (v) => v instanceof Object && !Array.isArray(v) };
const ENTRY = { journal: "text", sequence: "whole", previous: "text", time: "text", kind: "text", body: "object", node: "text", signature: "text" };
const HEAD = { format: "text", version: "whole", journal: "text", entries: "whole", digest: "text", time: "text", node: "text", signature: "text" };
const BODIES = { "journal.opened": { format: "text", version: "whole", title: "text" }, "journal.carried": { entry: "object" },
  "journal.node-admitted": { node: "text", title: "text" }, "journal.node-retired": { node: "text", reason: "text" } };
const nodes = new Set(), retired = new Set(), carried = new Set(), digests = [];
let newest = { time: "" };

function canonical(value) { // RFC 8785; numbers are whole (J1)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (IS.object(value)) return `{${Object.keys(value).sort().map((key) => `${canonical(key)}:${canonical(value[key])}`).join()}}`;
  need(typeof value !== "number" || Number.isSafeInteger(value), "J1");
  need(typeof value !== "string" || Buffer.from(value).toString() === value, "J1"); // Unicode
  return JSON.stringify(value);
}
function formed(data, members, clause) {
  need(IS.object(data) && Object.keys(data).sort().join() === Object.keys(members ?? {}).sort().join(), clause);
  for (const name in members) need(IS[members[name]](data[name]), clause);
  if (members.time) need(new Date(data.time).toISOString().replace(".000Z", "Z") === data.time, clause);
  return data;
}
function parsed(octets, members) {
  const data = JSON.parse(octets.toString());
  need(Buffer.from(canonical(data)).equals(octets), "J1");
  return formed(data, members, "J1");
}
function key(hex) { // J7: a point in its one encoding, not of small order
  need(/^[0-9a-f]{64}$/.test(hex), "J7");
  const y = BigInt(`0x${Buffer.from(hex, "hex").reverse().toString("hex")}`) & (2n ** 255n - 1n), s = y * y % P;
  need(y < P && y * (s - 1n) * (D * s * s + 2n * s - 1n) % P !== 0n, "J7");
  return crypto.createPublicKey({ key: Buffer.from(`302a300506032b6570032100${hex}`, "hex"), format: "der", type: "spki" });
}
function signed({ signature, ...rest }, purpose) { // J8, J11
  const message = Buffer.from(`${purpose}\n${canonical(rest)}`);
  need(/^[0-9a-f]{128}$/.test(signature) && crypto.verify(null, message, key(rest.node), Buffer.from(signature, "hex")), "J8");
}
function seat(kind, node) { // J7
  const admits = kind === "journal.node-admitted";
  need(admits ? key(node) && !nodes.has(node) && !retired.has(node) : nodes.has(node) && nodes.size > 1, "J7");
  (admits ? nodes : retired).add(node);
  if (!admits) nodes.delete(node);
}
function carry(original, time) { // J10
  const { kind, body } = formed(original, ENTRY, "J10"), digest = sha256(canonical(original));
  need(original.journal === digests[0] && kind !== "journal.opened" && kind !== "journal.carried", "J10");
  need(nodes.has(original.node) && original.time <= time, "J10");
  need(!carried.has(digest) && digests[original.sequence - 1] !== digest, "J10");
  signed(original, "masarat journal entry 1");
  if (kind.startsWith("journal.")) {
    const { node } = formed(body, BODIES[kind], "J9"), again = kind === "journal.node-admitted" && nodes.has(node);
    if (!again && !retired.has(node)) seat(kind, node); // what both copies did is done once
  }
  carried.add(digest);
}
function take(octets) {
  const entry = parsed(octets, ENTRY), { kind, body, node } = entry, first = digests.length === 0;
  signed(entry, "masarat journal entry 1");
  need(entry.sequence === digests.length + 1, "J2");
  need(entry.previous === (first ? "" : digests.at(-1)), "J3");
  need(entry.journal === (first ? "" : digests[0]), "J4");
  need(entry.time >= newest.time, "J5");
  need(first === (kind === "journal.opened"), "J6");
  need(first || nodes.has(node), "J7");
  if (kind.startsWith("journal.")) formed(body, BODIES[kind] ?? {}, "J9");
  if (first) need(body.format === "masarat journal" && body.version === 1 && nodes.add(node), "J6");
  else if (kind === "journal.carried") carry(body.entry, entry.time);
  else if (kind.startsWith("journal.")) need(kind in BODIES, "J9"), seat(kind, body.node);
  newest = entry;
  digests.push(sha256(octets));
}
function isHead(octets) {
  try { return JSON.parse(octets.toString()).format === "masarat journal head"; } catch { return false; }
}
try {
  const ended = lines.at(-1).length === 0, last = lines.length - (ended ? 2 : 1), headed = ended && last >= 0 && isHead(lines[last]);
  lines.slice(0, headed ? last : last + 1).forEach(take);
  need(headed, "J11: the end of the file, its head expected");
  const head = parsed(lines[last], HEAD);
  signed(head, "masarat journal head 1");
  if (head.entries > 0 && head.entries < digests.length) digests.length = head.entries, need(false, "J11: an entry after the head");
  need(head.version === 1 && head.journal === digests[0] && head.entries === digests.length, "J11");
  need(head.digest === digests.at(-1) && head.node === newest.node && head.time === newest.time, "J11");
  console.log(`sound: ${digests.length} entries of journal ${digests[0]}`);
} catch (error) {
  console.log(`entry ${digests.length + 1}: ${error.message}`);
  process.exitCode = 1;
}
