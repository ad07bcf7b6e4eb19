//go:build race

package router

// raceDetector: pools give things up at random under the race detector.
const raceDetector = true
