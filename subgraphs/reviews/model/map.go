package model

import (
	"math"
	"time"

	"github.com/weftgraphql/weft/internal/page"
	"github.com/weftgraphql/weft/subgraphs/reviews/store"
)

// ReviewOf returns the review of a row, nil for none.
func ReviewOf(row *store.Review) *Review {
	if row == nil {
		return nil
	}
	review := &Review{
		ID: row.ID, Stars: row.Stars, WrittenAt: time.Unix(row.WrittenAt, 0).UTC(),
		Author: &User{ID: row.Author, DisplayName: row.AuthorName}, Product: &Product{ID: row.Product},
	}
	if row.Body != "" {
		review.Body = &row.Body
	}
	return review
}

// AverageOf returns the average of a rating to two places, nil for none.
func AverageOf(rating *store.Rating) *float64 {
	if rating == nil || rating.Count == 0 {
		return nil
	}
	average := math.Round(100*float64(rating.Stars)/float64(rating.Count)) / 100
	return &average
}

// ReviewsOf returns the page of at most size reviews that rows are, with one more where there is more.
func ReviewsOf(rows []store.Review, size int) *ReviewConnection {
	rows, more := page.Cut(rows, size)
	connection := &ReviewConnection{PageInfo: &PageInfo{HasNextPage: more}}
	for i := range rows {
		edge := &ReviewEdge{Cursor: page.Place{At: rows[i].WrittenAt, ID: rows[i].ID}.Cursor(), Node: ReviewOf(&rows[i])}
		connection.Edges = append(connection.Edges, edge)
		connection.PageInfo.EndCursor = &edge.Cursor
	}
	return connection
}
