package carrier_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftgraphql/weft/internal/backend"
	"github.com/weftgraphql/weft/subgraphs/shipping/carrier"
)

func TestTariff(t *testing.T) {
	days := func(n int) *int { return &n }
	for _, test := range []struct {
		name   string
		parcel carrier.Parcel
		want   *carrier.Quote
	}{
		{"light", carrier.Parcel{Grams: 1, Country: "DE"}, &carrier.Quote{Cents: 475, Days: 2}},
		{"a kilo", carrier.Parcel{Grams: 1000, Country: "DE"}, &carrier.Quote{Cents: 475, Days: 2}},
		{"over a kilo", carrier.Parcel{Grams: 1001, Country: "DE"}, &carrier.Quote{Cents: 560, Days: 2}},
		{"light but large", carrier.Parcel{Grams: 1, WidthMm: 500, HeightMm: 500, DepthMm: 500, Country: "DE"}, &carrier.Quote{Cents: 2515, Days: 2}},
		{"far", carrier.Parcel{Grams: 1, Country: "US"}, &carrier.Quote{Cents: 2035, Days: 4}},
		{"remote", carrier.Parcel{Grams: 1, Country: "US", PostalCode: "97205"}, &carrier.Quote{Cents: 2485, Days: 5}},
		{"too heavy", carrier.Parcel{Grams: 250_001, Country: "DE"}, nil},
		{"too long", carrier.Parcel{Grams: 1, WidthMm: 4001, Country: "DE"}, nil},
		{"nothing", carrier.Parcel{Country: "DE"}, nil},
		{"less than nothing", carrier.Parcel{Grams: -5, Country: "DE"}, nil},
		{"nowhere", carrier.Parcel{Grams: 1, Country: "AQ"}, nil},
	} {
		got, err := carrier.Tariff{}.Quote(t.Context(), test.parcel)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", test.name, err, diff)
		}
	}
	for route, want := range map[carrier.Route]*int{
		{From: "DE", To: "DE"}: days(1), {From: "DE", To: "US"}: days(6), {From: "AQ", To: "DE"}: nil, {From: "DE", To: "AQ"}: nil,
	} {
		got, err := carrier.Tariff{}.TransitDays(t.Context(), route)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v: %v (-want +got)\n%s", route, err, diff)
		}
	}
}

// slow is a carrier that takes a second for each answer, fails for parcels of 13 g, and counts.
type slow struct {
	carrier.Tariff
	open, most, asked atomic.Int64
}

var errDown = errors.New("down")

func (s *slow) Quote(ctx context.Context, p carrier.Parcel) (*carrier.Quote, error) {
	s.asked.Add(1)
	open := s.open.Add(1)
	defer s.open.Add(-1)
	for most := s.most.Load(); open > most && !s.most.CompareAndSwap(most, open); most = s.most.Load() {
	}
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if p.Grams == 13 {
		return nil, errDown
	}
	return s.Tariff.Quote(ctx, p)
}

func parcels(n int) []carrier.Parcel {
	list := make([]carrier.Parcel, n)
	for i := range list {
		list[i] = carrier.Parcel{Grams: i + 1, Country: "DE"}
	}
	return list
}

func TestClientAsksAFewAtATimeAndKeepsAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &slow{}
		client := carrier.NewClient(s, true)
		defer client.Close()
		ctx, count := backend.With(t.Context())
		start := time.Now()
		answers := client.Quotes(ctx, parcels(24))
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("24 questions of a second took %v, want 3s", took)
		}
		if s.most.Load() != 8 {
			t.Errorf("%d questions at a time, want 8", s.most.Load())
		}
		for parcel, answer := range answers {
			if failed := parcel.Grams == 13; failed != errors.Is(answer.Err, errDown) || failed == (answer.Value != nil) {
				t.Errorf("%d g: %+v", parcel.Grams, answer)
			}
		}
		if again := client.Quotes(ctx, parcels(24)); len(again) != 24 || s.asked.Load() != 25 {
			t.Errorf("asked %d questions, want the 24 and the one that failed", s.asked.Load())
		}
		if diff := cmp.Diff(map[string]int{"carrier": 25}, count.Counts()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestClientLeavesWithItsRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := carrier.NewClient(&slow{}, false)
		defer client.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		start, answered, left := time.Now(), 0, 0
		for _, answer := range client.Quotes(ctx, parcels(100)) {
			switch {
			case errors.Is(answer.Err, context.DeadlineExceeded):
				left++
			case answer.Err == nil:
				answered++
			}
		}
		if took := time.Since(start); took != 1500*time.Millisecond || answered != 8 || left != 92 {
			t.Errorf("%d answered, %d left after %v", answered, left, took)
		}
	})
}
