package progress_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/progress"
)

const plain = `#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 174B done
#1 DONE 0.0s

#2 [internal] load build context
#2 transferring context: 1.06kB
#2 ...

#3 [2/3] COPY . .
#3 CACHED

#2 [internal] load build context
#2 transferring context: 1.50MB 0.3s done
#2 DONE 1.5s

#4 [3/3] RUN make
#4 0.123 transferring context: 5B
#4 ERROR: exit code: 1
`

func TestReadPlain(t *testing.T) {
	got, err := progress.Read(strings.NewReader(plain))
	want := []progress.Vertex{
		{Name: "[internal] load build definition from Dockerfile", Transfers: []progress.Transfer{{Name: "dockerfile", Bytes: 174, Exact: true}}},
		{Name: "[internal] load build context", Duration: 1500 * time.Millisecond, Transfers: []progress.Transfer{{Name: "context", Text: "1.50MB"}}},
		{Name: "[2/3] COPY . .", Cached: true},
		{Name: "[3/3] RUN make", Failed: true},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

const raw = `{"vertexes":[{"digest":"sha256:a","name":"[web internal] load build context"}]}
{"vertexes":[{"digest":"sha256:a","name":"[web internal] load build context","started":"2026-01-01T00:00:00Z"}],"statuses":[{"id":"transferring context:","vertex":"sha256:a","current":0,"timestamp":"2026-01-01T00:00:00Z"}]}
{"statuses":[{"id":"transferring context:","vertex":"sha256:a","current":1234567}],"logs":[{"vertex":"sha256:b","data":"eA=="}]}
{"vertexes":[{"digest":"sha256:a","name":"[web internal] load build context","started":"2026-01-01T00:00:00Z","completed":"2026-01-01T00:00:02Z"},{"digest":"sha256:b","name":"[web 1/1] RUN x","cached":true}]}
`

func TestReadJSON(t *testing.T) {
	got, err := progress.Read(strings.NewReader(raw))
	want := []progress.Vertex{
		{Name: "[web internal] load build context", Duration: 2 * time.Second, Transfers: []progress.Transfer{{Name: "context", Bytes: 1234567, Exact: true}}},
		{Name: "[web 1/1] RUN x", Cached: true},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

func TestReadNothing(t *testing.T) {
	for _, text := range []string{"", "hello\n", "# a comment\n"} {
		if _, err := progress.Read(strings.NewReader(text)); !errors.Is(err, progress.ErrNoProgress) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := progress.Read(strings.NewReader("{\n")); err == nil {
		t.Error("no error")
	}
}
