package request

import (
	"encoding/json"

	"github.com/weftgraphql/weft/graph/gqlerr"
)

const (
	// maxErrors and maxErrorText bound what a refused request is answered with, so that a small
	// request cannot make a large answer.
	maxErrors    = 100
	maxErrorText = 2048
)

// EncodeErrors is the body of a request that was not executed: errors, and no data.
func EncodeErrors(errors gqlerr.List) []byte {
	bounded := BoundErrors(errors)
	body, err := json.Marshal(struct {
		Errors gqlerr.List `json:"errors"`
	}{bounded})
	if err != nil { // an extension that JSON cannot express
		return []byte(`{"errors":[{"message":"The request was refused.","extensions":{"code":"` + gqlerr.Internal + `"}}]}`)
	}
	return body
}

// BoundErrors is at most a hundred errors, each with a message of bounded length.
func BoundErrors(errors gqlerr.List) gqlerr.List {
	bounded := make(gqlerr.List, 0, min(len(errors), maxErrors))
	for _, e := range errors[:min(len(errors), maxErrors)] {
		if len(e.Message) > maxErrorText {
			shortened := *e
			shortened.Message = cutText(e.Message, maxErrorText) + " ..."
			e = &shortened
		}
		bounded = append(bounded, e)
	}
	return bounded
}

// cutText cuts between characters.
func cutText(text string, limit int) string {
	for limit > 0 && limit < len(text) && text[limit]&0xC0 == 0x80 {
		limit--
	}
	return text[:limit]
}
