// Package cache keeps answers of queries: how long by the Cache-Control of the
// subgraphs they were made from (Policy), where in this process's memory and, by
// configuration, in Redis (Store), and for whom by a key in which everything
// counts that an answer can depend on (Key).
package cache
