package plan

import (
	"strconv"
	"strings"

	"github.com/weftgraphql/weft/graph/operation"
)

// keyring hands out keys of the tree of answers: at one position a key means
// one field with one set of arguments. The client's keys are known from the
// start; the engine's own inputs take the field's name where it is free or
// means the same, and otherwise a key that begins with "_".
type keyring struct {
	taken map[string]map[string]string // position -> key -> name and arguments
	own   map[string]map[string]string // position -> name and arguments -> key
}

func newKeyring(op *operation.Operation) *keyring {
	k := &keyring{taken: map[string]map[string]string{}, own: map[string]map[string]string{}}
	k.reserve("", op.Selections)
	return k
}

func (k *keyring) reserve(position string, selections []operation.Selection) {
	for _, selection := range selections {
		switch s := selection.(type) {
		case *operation.Fragment:
			k.reserve(position, s.Selections)
		case *operation.Field:
			at := k.at(position)
			meaning := s.Name + argumentsText(s.Arguments)
			if known, ok := at[s.Key]; ok && known != meaning {
				meaning = "" // different fields for different runtime types: of no use to the engine
			}
			at[s.Key] = meaning
			if len(s.Selections) > 0 {
				k.reserve(below(position, s.Key), s.Selections)
			}
		}
	}
}

func (k *keyring) at(position string) map[string]string {
	if k.taken[position] == nil {
		k.taken[position] = map[string]string{}
	}
	return k.taken[position]
}

// below is the position under a key.
func below(position, key string) string { return position + "." + key }

// separate is a key for one of the engine's own fields that is the client's in no case: a mutation's is carried out by itself.
func (k *keyring) separate(position, name, argsText string) string {
	meaning := "mutation " + name + argsText
	if key, ok := k.own[position][meaning]; ok {
		return key
	}
	at := k.at(position)
	for i := 0; ; i++ {
		key := "_" + strings.TrimLeft(name, "_") + "_" + strconv.Itoa(i)
		if _, used := at[key]; used {
			continue
		}
		at[key] = meaning
		if k.own[position] == nil {
			k.own[position] = map[string]string{}
		}
		k.own[position][meaning] = key
		return key
	}
}

// key for one of the engine's own fields.
func (k *keyring) key(position, name, argsText string) string {
	meaning := name + argsText
	if key, ok := k.own[position][meaning]; ok {
		return key
	}
	at := k.at(position)
	key := name
	for i := 0; ; i++ {
		known, used := at[key]
		if !used || known == meaning {
			break
		}
		key = "_" + strings.TrimLeft(name, "_") + "_" + strconv.Itoa(i)
	}
	at[key] = meaning
	if k.own[position] == nil {
		k.own[position] = map[string]string{}
	}
	k.own[position][meaning] = key
	return key
}
