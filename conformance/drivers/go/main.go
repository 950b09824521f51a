// A client program for `livepeer-conformance client`, with the crypto package of go-ethereum.
//
//	cd conformance/drivers/go && go build -o build/driver .
//	livepeer-conformance client -- conformance/drivers/go/build/driver
package main

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"

	"github.com/ethereum/go-ethereum/crypto"
)

// A rejection is the reason for which arguments are refused; it is thrown and caught in answer.
type rejection string

type arguments map[string]any

type compute func(arguments) any

type object map[string]any

func demand(condition bool, reason rejection) {
	if !condition {
		panic(reason)
	}
}

// must is a value without its error, which would be one of the suite's.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func octets(value any) []byte { return must(hex.DecodeString(value.(string)[2:])) }

func text(value []byte) string { return "0x" + hex.EncodeToString(value) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func keccak(parts ...[]byte) string { return text(crypto.Keccak256(parts...)) }

func (args arguments) text(name string) string { return args[name].(string) }

func (args arguments) bytes(name string) []byte { return octets(args[name]) }

func (args arguments) sized(name string, length int) []byte {
	value := args.bytes(name)
	demand(len(value) == length, "WRONG_LENGTH")
	return value
}

// fraction is a number, or a fraction in lowest terms.
func (args arguments) fraction(name string) *big.Rat {
	number := new(big.Rat)
	return must(number, number.UnmarshalText([]byte(args.text(name))))
}

func (args arguments) number(name string) *big.Int { return args.fraction(name).Num() }

// word is the number in 32 bytes.
func (args arguments) word(name string) []byte {
	number := args.number(name)
	demand(number.Sign() >= 0, "NEGATIVE_NUMBER")
	demand(number.BitLen() <= 256, "NUMBER_TOO_LARGE")
	return number.FillBytes(make([]byte, 32))
}

// Tickets.

func auxData(args arguments) any {
	if args.number("creationRound").Sign() == 0 && bytes.Equal(args.bytes("creationBlockHash"), make([]byte, 32)) {
		return "0x"
	}
	return text(join(args.word("creationRound"), args.sized("creationBlockHash", 32)))
}

func ticketMessage(args arguments) []byte {
	numbers := join(args.word("faceValue"), args.word("winProb"), args.word("senderNonce"))
	parties := join(args.sized("recipient", 20), args.sized("sender", 20))
	return join(parties, numbers, args.sized("recipientRandHash", 32), args.bytes("auxData"))
}

func draw(args arguments) *big.Int {
	return new(big.Int).SetBytes(crypto.Keccak256(args.bytes("signature"), args.word("recipientRand")))
}

func wins(args arguments) bool { return draw(args).Cmp(args.number("winProb")) < 0 }

func lottery(args arguments) any { return object{"value": draw(args).String(), "wins": wins(args)} }

func recipientRand(args arguments) any {
	price := args.fraction("price")
	digest := hmac.New(sha256.New, args.sized("secret", 32))
	digest.Write(join(args.number("seed").Bytes(), args.bytes("sender")))
	for _, name := range []string{"faceValue", "winProb", "expirationBlock"} {
		digest.Write(args.number(name).Bytes())
	}
	digest.Write(join(price.Num().Bytes(), price.Denom().Bytes(), args.bytes("auxData")))
	return new(big.Int).SetBytes(digest.Sum(nil)).String()
}

// Signatures.

// wallet is what a wallet signs of a message: its hash behind a prefix with its length.
func wallet(message []byte) []byte {
	prefix := fmt.Sprintf("\x19Ethereum Signed Message:\n%d", len(message))
	return crypto.Keccak256([]byte(prefix), message)
}

func signMessage(args arguments) any {
	key := must(crypto.ToECDSA(args.bytes("key")))
	signature := must(crypto.Sign(wallet(args.bytes("message")), key))
	signature[64] += 27
	return text(signature)
}

func signer(message, signature []byte) string {
	demand(len(signature) == 65, "SIGNATURE_LENGTH")
	half := new(big.Int).Rsh(crypto.S256().Params().N, 1)
	demand(new(big.Int).SetBytes(signature[32:64]).Cmp(half) <= 0, "SIGNATURE_HIGH_S")
	demand(signature[64] == 27 || signature[64] == 28, "SIGNATURE_V")
	signature[64] -= 27
	key, err := crypto.SigToPub(wallet(message), signature)
	demand(err == nil, "SIGNATURE_INVALID")
	return text(crypto.PubkeyToAddress(*key).Bytes())
}

var functions = map[string]map[string]compute{
	"confluence": {
		"contract_id":         func(args arguments) any { return keccak([]byte(args.text("name"))) },
		"lottery":             lottery,
		"recipient_rand_hash": func(args arguments) any { return keccak(args.word("recipientRand")) },
		"ticket_hash":         func(args arguments) any { return keccak(ticketMessage(args)) },
		"ticket_signer":       func(args arguments) any { return signer(args.bytes("ticketHash"), args.bytes("signature")) },
	},
	"offchain": {
		"aux_data":       auxData,
		"has_won":        func(args arguments) any { return wins(args) },
		"message_signer": func(args arguments) any { return signer(args.bytes("message"), args.bytes("signature")) },
		"recipient_rand": recipientRand,
		"sign_message":   signMessage,
		"ticket_message": func(args arguments) any { return text(ticketMessage(args)) },
	},
}

type question struct {
	Hello             *struct{ Functions map[string][]string }
	ID                string
	Upgrade, Function string
	Args              arguments
}

// greeting names the functions that are asked for and that there are.
func greeting(offered map[string][]string) object {
	have := map[string][]string{}
	for upgrade, names := range offered {
		for _, name := range names {
			if functions[upgrade][name] != nil {
				have[upgrade] = append(have[upgrade], name)
			}
		}
	}
	capabilities := []string{"pipelining", "reasons"}
	return object{"protocol": "client-v1", "client": "go-ethereum", "functions": have, "capabilities": capabilities}
}

func answer(asked question) (found object) {
	defer func() {
		if thrown := recover(); thrown != nil {
			// Anything but a rejection is a fault of this program, and ends it.
			found = object{"id": asked.ID, "status": "rejected", "reason": thrown.(rejection)}
		}
	}()
	return object{"id": asked.ID, "status": "ok", "value": functions[asked.Upgrade][asked.Function](asked.Args)}
}

func main() {
	questions, answers := json.NewDecoder(bufio.NewReader(os.Stdin)), json.NewEncoder(os.Stdout)
	for questions.More() {
		var asked question
		must(0, questions.Decode(&asked))
		if asked.Hello != nil {
			must(0, answers.Encode(object{"hello": greeting(asked.Hello.Functions)}))
		} else {
			must(0, answers.Encode(answer(asked)))
		}
	}
}
