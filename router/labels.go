package router

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
)

// activeLabels are the labels of progressive overrides that are on for a request, sorted. A forced label is on.
// `percent(x)` is on for x percent of the callers: a caller with a token always falls on the same side of a label,
// an anonymous request by its id. Any other label is off.
func activeLabels(labels, forced []string, caller, requestID string) []string {
	var on []string
	for _, label := range labels {
		if slices.Contains(forced, label) || percentActive(label, caller, requestID) {
			on = append(on, label)
		}
	}
	slices.Sort(on)
	return slices.Compact(on)
}

func percentActive(label, caller, requestID string) bool {
	inner, isPercent := strings.CutPrefix(label, "percent(")
	inner, closed := strings.CutSuffix(inner, ")")
	percent, err := strconv.ParseFloat(inner, 64)
	if !isPercent || !closed || err != nil {
		return false
	}
	if caller == "" {
		caller = "request:" + requestID
	}
	sum := sha256.Sum256([]byte(label + "\x00" + caller))
	// 53 bits are as even as a float64 can be.
	share := float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
	return share*100 < percent
}
