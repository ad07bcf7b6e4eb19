//go:build race

package respond

// raceDetector: pools give things up at random under the race detector.
const raceDetector = true
