//go:build !race

package respond

const raceDetector = false
