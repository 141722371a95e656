package progress

import (
	"encoding/json"
	"strings"
	"time"
)

// status is a line of JSON: client.SolveStatus of github.com/moby/buildkit.
type status struct {
	Vertexes []struct {
		Digest    string
		Name      string
		Started   *time.Time
		Completed *time.Time
		Cached    bool
		Error     string
	}
	Statuses []struct {
		ID      string
		Vertex  string
		Current int64
	}
}

// jsonReader collects the steps of lines of JSON.
type jsonReader struct {
	order    []string // digests of steps
	byDigest map[string]*jsonVertex
}

type jsonVertex struct {
	Vertex
	transfers map[string]int64 // by their names
	names     []string
}

// read adds a line. Later lines about a step replace what earlier ones say.
func (j *jsonReader) read(line []byte) error {
	var s status
	if err := json.Unmarshal(line, &s); err != nil {
		return err
	}
	for _, v := range s.Vertexes {
		one := j.vertex(v.Digest)
		one.Name, one.Cached, one.Failed = v.Name, v.Cached, v.Error != ""
		if v.Started != nil && v.Completed != nil {
			one.Duration = v.Completed.Sub(*v.Started)
		}
	}
	for _, u := range s.Statuses {
		name, ok := strings.CutPrefix(u.ID, "transferring ")
		if !ok {
			continue
		}
		one, name := j.vertex(u.Vertex), strings.TrimSuffix(strings.TrimSpace(name), ":")
		if _, known := one.transfers[name]; !known {
			one.names = append(one.names, name)
		}
		one.transfers[name] = u.Current
	}
	return nil
}

// vertex returns the step with a digest.
func (j *jsonReader) vertex(digest string) *jsonVertex {
	if j.byDigest == nil {
		j.byDigest = map[string]*jsonVertex{}
	}
	v := j.byDigest[digest]
	if v == nil {
		v = &jsonVertex{transfers: map[string]int64{}}
		j.byDigest[digest] = v
		j.order = append(j.order, digest)
	}
	return v
}

// result returns the steps.
func (j *jsonReader) result() []Vertex {
	var list []Vertex
	for _, digest := range j.order {
		v := j.byDigest[digest]
		for _, name := range v.names {
			v.Transfers = append(v.Transfers, Transfer{Name: name, Bytes: v.transfers[name], Exact: true})
		}
		list = append(list, v.Vertex)
	}
	return list
}
