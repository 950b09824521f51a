// A client program for `livepeer-conformance client`, with ethers.
//
//     npm ci && npm run build
//     livepeer-conformance client -- node conformance/drivers/typescript/build/driver.js

import { createHmac } from "node:crypto";
import { createInterface } from "node:readline";

import {
  SigningKey, TypedDataEncoder, concat, dataLength, dataSlice, encodeBase64, getAddress, getCreateAddress, hashMessage,
  id, keccak256, recoverAddress, toBeHex, toUtf8Bytes,
} from "ethers";

type Args = Record<string, any>;
type Compute = (args: Args) => unknown;

class Rejection extends Error {}

const MAX = 2n ** 256n - 1n;
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

function demand(condition: boolean, reason: string): void {
  if (!condition) throw new Rejection(reason);
}

function sized(data: string, length: number): string {
  demand(dataLength(data) === length, "WRONG_LENGTH");
  return data;
}

function word(text: string): string {
  const number = BigInt(text);
  demand(number >= 0n, "NEGATIVE_NUMBER");
  demand(number <= MAX, "NUMBER_TOO_LARGE");
  return toBeHex(number, 32);
}

/** The shortest big-endian form; zero has no bytes. */
function minimal(number: bigint): string {
  return number === 0n ? "0x" : toBeHex(number);
}

// Arithmetic of the contracts, which refuses what does not fit a word.

function multiply(a: bigint, b: bigint): bigint {
  demand(a * b <= MAX, "MULTIPLICATION_OVERFLOW");
  return a * b;
}

function divide(a: bigint, b: bigint): bigint {
  demand(b !== 0n, "DIVISION_BY_ZERO");
  return a / b;
}

const part = (amount: bigint, fraction: bigint, scale: bigint) => multiply(amount, fraction) / scale;
const ratio = (numerator: bigint, denominator: bigint, scale: bigint) => divide(multiply(numerator, scale), denominator);

/** A function of integers by name. */
function ofIntegers(names: string[], compute: (...numbers: bigint[]) => bigint): Compute {
  return (args) => String(compute(...names.map((name) => BigInt(args[name]))));
}

// Tickets.

function auxData({ creationRound, creationBlockHash }: Args): string {
  if (creationRound === "0" && /^0x0{64}$/.test(creationBlockHash)) return "0x";
  return concat([word(creationRound), sized(creationBlockHash, 32)]);
}

function ticketMessage(args: Args): string {
  const numbers = [args.faceValue, args.winProb, args.senderNonce].map(word);
  const parties = [args.recipient, args.sender].map((address) => sized(address, 20));
  return concat([...parties, ...numbers, sized(args.recipientRandHash, 32), args.auxData]);
}

function draw({ signature, recipientRand }: Args): bigint {
  return BigInt(keccak256(concat([signature, word(recipientRand)])));
}

function lowestTerms(text: string): [bigint, bigint] {
  const [numerator, denominator = 1n] = text.split("/").map(BigInt);
  let [a, b] = [numerator, denominator];
  while (b) [a, b] = [b, a % b];
  return [numerator / a, denominator / a];
}

function recipientRand(args: Args): string {
  const numbers = [args.faceValue, args.winProb, args.expirationBlock].map(BigInt).concat(lowestTerms(args.price));
  const message = concat([minimal(BigInt(args.seed)), args.sender, ...numbers.map(minimal), args.auxData]);
  const digest = createHmac("sha256", Buffer.from(sized(args.secret, 32).slice(2), "hex"))
    .update(Buffer.from(message.slice(2), "hex"))
    .digest("hex");
  return String(BigInt("0x" + digest));
}

// Signatures.

const bytes = (data: string) => Buffer.from(data.slice(2), "hex");

function signer(digest: string, signature: string): string {
  demand(dataLength(signature) === 65, "SIGNATURE_LENGTH");
  demand(BigInt(dataSlice(signature, 32, 64)) <= HALF_ORDER, "SIGNATURE_HIGH_S");
  demand(/1[bc]$/.test(signature), "SIGNATURE_V");
  try {
    return recoverAddress(digest, signature).toLowerCase();
  } catch {
    throw new Rejection("SIGNATURE_INVALID");
  }
}

function normalised(signature: string): string {
  const v = Number(dataSlice(sized(signature, 65), 64));
  return concat([dataSlice(signature, 0, 64), toBeHex(v < 2 ? v + 27 : v, 1)]);
}

function permitDigest(args: Args): string {
  const domain = { name: "Livepeer Token", version: "1", chainId: args.chainId, verifyingContract: args.token };
  const fields = { owner: "address", spender: "address", value: "uint256", nonce: "uint256", deadline: "uint256" };
  const types = { Permit: Object.entries(fields).map(([name, type]) => ({ name, type })) };
  return TypedDataEncoder.hash(domain, types, args);
}

function evidenceDigest(args: Args): string {
  for (const name of ["session", "profile", "source", "rendition"]) sized(args[name], 32);
  for (const name of ["arbitrator", "disputes"]) sized(args[name], 20);
  for (const name of ["segment", "round", "chainId"]) word(args[name]);
  const domain = { name: "Livepeer Disputes", version: "1", chainId: args.chainId, verifyingContract: args.disputes };
  const names = ["session", "segment", "profile", "source", "rendition", "arbitrator", "round"];
  const kinds = ["bytes32", "uint256", "bytes32", "bytes32", "bytes32", "address", "uint256"];
  return TypedDataEncoder.hash(domain, { Evidence: names.map((name, at) => ({ name, type: kinds[at] })) }, args);
}

function requestMessage({ address }: Args): unknown {
  const text = getAddress(sized(address, 20));
  return { text, message: id(text) };
}

function merkleRoot({ leaf, proof }: Args): string {
  return proof.reduce((node: string, sibling: string) => keccak256(concat([node, sibling].sort())), leaf);
}

const CHAIN: Record<string, Compute> = {
  contract_id: ({ name }) => id(name),
  created_address: ({ creator, nonce }) => getCreateAddress({ from: creator, nonce }).toLowerCase(),
  lottery: (args) => ({ value: String(draw(args)), wins: draw(args) < BigInt(args.winProb) }),
  merkle_root: merkleRoot,
  part: ofIntegers(["amount", "fraction", "scale"], part),
  permit_digest: permitDigest,
  ratio: ofIntegers(["numerator", "denominator", "scale"], ratio),
  recipient_rand_hash: (args) => keccak256(word(args.recipientRand)),
  share: ofIntegers(["amount", "numerator", "denominator", "scale"], (amount, numerator, denominator, scale) =>
    part(amount, ratio(numerator, denominator, scale), scale),
  ),
  ticket_hash: (args) => keccak256(ticketMessage(args)),
  ticket_signer: (args) => signer(hashMessage(bytes(args.ticketHash)), args.signature),
};

const BETWEEN_NODES: Record<string, Compute> = {
  aux_data: auxData,
  evidence_digest: evidenceDigest,
  evidence_signer: (args) => signer(evidenceDigest(args), args.signature),
  has_won: (args) => draw(args) < BigInt(args.winProb),
  header_text: ({ message }) => encodeBase64(message),
  message_signer: ({ message, signature }) => signer(hashMessage(bytes(message)), signature),
  normalised_signature: ({ signature }) => normalised(signature),
  recipient_rand: recipientRand,
  request_message: requestMessage,
  result_message: ({ renditions }) => keccak256(concat(renditions.map((content: string) => keccak256(content)))),
  sign_message: ({ key, message }) => new SigningKey(key).sign(hashMessage(bytes(message))).serialized,
  ticket_message: ticketMessage,
};

const FUNCTIONS: Record<string, Record<string, Compute>> = { confluence: CHAIN, offchain: BETWEEN_NODES };

function greeting(offered: Record<string, string[]>): unknown {
  const functions = Object.fromEntries(
    Object.entries(FUNCTIONS)
      .filter(([upgrade]) => upgrade in offered)
      .map(([upgrade, known]) => [upgrade, Object.keys(known).filter((name) => offered[upgrade].includes(name))]),
  );
  return { protocol: "client-v1", client: "ethers in TypeScript", functions, capabilities: ["pipelining", "reasons"] };
}

function outcome(compute: Compute, args: Args): object {
  try {
    return { status: "ok", value: compute(args) };
  } catch (error) {
    if (error instanceof Rejection) return { status: "rejected", reason: error.message };
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const answer = question.hello
    ? { hello: greeting(question.hello.functions) }
    : { id: question.id, ...outcome(FUNCTIONS[question.upgrade][question.function], question.args) };
  process.stdout.write(JSON.stringify(answer) + "\n");
}
