package request

import (
	"mime"
	"strings"
)

// Parts is the form in which a client takes an answer in parts.
type Parts int

const (
	// Whole is that the client takes answers in one piece only.
	Whole Parts = iota
	// DeferSpec20220824 is the form that Apollo's clients know as multipart/mixed;deferSpec=20220824: each part says where its
	// data belongs.
	DeferSpec20220824
	// Incremental is multipart/mixed as the specification's proposal has it (incrementalSpec=v0.2): parts are announced as
	// pending and told to be completed.
	Incremental
)

// ContentType is the header's value of an answer in parts.
func (p Parts) ContentType() string {
	if p == DeferSpec20220824 {
		return `multipart/mixed;boundary="-";deferSpec=20220824`
	}
	return `multipart/mixed;boundary="-"`
}

// NegotiateParts finds whether a client takes an answer in parts. A form is taken when it is named: wildcards don't count.
func NegotiateParts(accept []string) Parts {
	chosen, best := Whole, 0.0
	ranges := 0
	for _, header := range accept {
		if !strings.Contains(strings.ToLower(header), "multipart/mixed") {
			continue
		}
		for text := range strings.SplitSeq(header, ",") {
			if ranges++; ranges > maxAccept {
				return chosen
			}
			name, parameters, err := mime.ParseMediaType(strings.TrimSpace(text))
			if err != nil {
				continue
			}
			r, valid := rangeOf(name, parameters, 0)
			if !valid || r.kind != "multipart" || r.subtype != "mixed" || r.quality <= best {
				continue
			}
			if form := formOf(parameters); form != Whole {
				chosen, best = form, r.quality
			}
		}
	}
	return chosen
}

// formOf knows the form by its parameters. One of another version, or of something else, is none of ours.
func formOf(parameters map[string]string) Parts {
	spec, deferred := parameters["deferspec"]
	version, incremental := parameters["incrementalspec"]
	_, subscriptions := parameters["subscriptionspec"]
	switch {
	case deferred && spec == "20220824":
		return DeferSpec20220824
	case deferred, subscriptions, incremental && version != "v0.2":
		return Whole
	}
	return Incremental
}
