package diag

// maxWord bounds how long a word may be for which likely spellings are looked for.
const maxWord = 64

// Distance is the number of edits between two words. Words longer than 64 bytes are not
// compared but taken to be far apart.
func Distance(a, b string) int {
	if len(a) > maxWord || len(b) > maxWord {
		return len(a) + len(b)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			diagonal, row[j] = row[j], min(row[j]+1, row[j-1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
