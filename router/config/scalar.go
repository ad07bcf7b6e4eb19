package config

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/invopop/jsonschema"
)

// Duration is written 250ms, 5s, 1m30s.
type Duration time.Duration

// Value is the duration as the standard library has it.
func (d Duration) Value() time.Duration { return time.Duration(d) }

// String is the duration as it is written in the file.
func (d Duration) String() string { return time.Duration(d).String() }

// UnmarshalText reads a duration with its unit.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is no duration: write a number with a unit, such as 5s, 250ms or 1m30s", text)
	}
	if parsed < 0 {
		return fmt.Errorf("%q is negative", text)
	}
	*d = Duration(parsed)
	return nil
}

// JSONSchema describes the written form.
func (Duration) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{
		OneOf: []*jsonschema.Schema{
			{Type: "string", Pattern: `^([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$`},
			expansion(),
		},
		Examples: []any{"250ms", "5s", "1m30s"},
	}
}

// Size is a number of bytes, written 2MB, 512KiB or 1000. KB, MB and GB are powers of 1000, KiB, MiB and GiB of 1024.
type Size int64

var (
	sizePattern = regexp.MustCompile(`^([0-9]+)\s*([A-Za-z]*)$`)
	sizeUnits   = map[string]int64{
		"": 1, "b": 1,
		"k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9,
		"ki": 1 << 10, "kib": 1 << 10, "mi": 1 << 20, "mib": 1 << 20, "gi": 1 << 30, "gib": 1 << 30,
	}
)

// UnmarshalText reads a size with or without a unit.
func (s *Size) UnmarshalText(text []byte) error {
	match := sizePattern.FindSubmatch(text)
	if match == nil {
		return fmt.Errorf("%q is no size: write a number of bytes, or one with a unit such as 2MB or 512KiB", text)
	}
	unit, known := sizeUnits[strings.ToLower(string(match[2]))]
	number, err := strconv.ParseInt(string(match[1]), 10, 64)
	if !known || err != nil || number > math.MaxInt64/unit {
		return fmt.Errorf("%q is no size: units are B, KB, MB, GB, KiB, MiB and GiB", text)
	}
	*s = Size(number * unit)
	return nil
}

// JSONSchema describes the written form.
func (Size) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{
		{Type: "integer", Minimum: "0"},
		{Type: "string", Pattern: `^[0-9]+\s*([kKmMgG]([iI]?[bB]|[iI])?|[bB])?$`},
		expansion(),
	}, Examples: []any{"2MB", "512KiB", 1000}}
}
