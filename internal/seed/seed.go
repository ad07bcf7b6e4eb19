// Package seed makes the shop's data from one integer: the same integer gives the same data, everywhere and for ever.
//
// Each domain fills its own tables from it. What several domains know of one thing (reviews keeps authors' names,
// orders keeps prices) comes from here too, so that their copies agree from the first day.
package seed

import (
	"fmt"
	"hash/fnv"
	"time"
)

// Default is the seed that documentation and tests use.
const Default = 1

// How much there is of everything.
const (
	UserCount      = 200
	ProductCount   = 500
	WarehouseCount = 8
	OrderCount     = 2000
	ReviewCount    = 10000
)

// epoch is the shop's opening: the first order and the first review. No clock is read.
var epoch = time.Date(2026, time.January, 1, 9, 0, 0, 0, time.UTC)

// World is a shop's data. It is a function of the seed and holds nothing else.
type World struct{ Seed uint64 }

// UserID returns the id of the n-th user, counted from 1. The others are alike.
func UserID(n int) string { return fmt.Sprintf("u_%04d", n) }

// AddressID returns the id of a user's n-th address.
func AddressID(user, n int) string { return fmt.Sprintf("a_%04d_%d", user, n) }

// ProductID returns the id of the n-th product.
func ProductID(n int) string { return fmt.Sprintf("p_%04d", n) }

// SKU returns the warehouse's name for the n-th product.
func SKU(n int) string { return fmt.Sprintf("WFT-%04d", n) }

// WarehouseID returns the id of the n-th warehouse.
func WarehouseID(n int) string { return fmt.Sprintf("w_%02d", n) }

// OrderID returns the id of the n-th order.
func OrderID(n int) string { return fmt.Sprintf("o_%04d", n) }

// LineID returns the id of an order's n-th line.
func LineID(order, n int) string { return fmt.Sprintf("ol_%04d_%d", order, n) }

// ReviewID returns the id of the n-th review.
func ReviewID(n int) string { return fmt.Sprintf("r_%05d", n) }

// dice gives numbers for one thing, in an order that depends on nothing but the seed, the thing's kind and its number.
type dice struct{ state uint64 }

func (w World) dice(kind string, n int) *dice {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d/%s/%d", w.Seed, kind, n)
	return &dice{state: h.Sum64()}
}

// next is SplitMix64.
func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// below returns a number from 0 to n-1.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// between returns a number from low to high, both included.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// chance is true in percent of cases.
func (d *dice) chance(percent int) bool { return d.below(100) < percent }

func pick[T any](d *dice, from []T) T { return from[d.below(len(from))] }

// distinct returns count different numbers from 1 to n, in no order.
func (d *dice) distinct(count, n int) []int {
	seen := make(map[int]bool, count)
	out := make([]int, 0, count)
	for len(out) < count {
		if v := d.between(1, n); !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}
