package diag

// Location is a span as programs get it.
type Location struct {
	Subgraph string `json:"subgraph"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
}

// Report is a finding as programs get it.
type Report struct {
	Code      string     `json:"code"`
	Message   string     `json:"message"`
	Locations []Location `json:"locations"`
}

// Reports turns findings into the values that are written as JSON. The result is never nil,
// so that no findings are written as an empty list.
func Reports(findings []Finding) []Report {
	out := make([]Report, 0, len(findings))
	for _, f := range findings {
		r := Report{Code: f.Code, Message: f.Message, Locations: make([]Location, 0, len(f.Spans))}
		for _, s := range f.Spans {
			r.Locations = append(r.Locations, Location{s.Subgraph, s.File, s.Line, s.Column})
		}
		out = append(out, r)
	}
	return out
}
