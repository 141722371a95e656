package cases

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestScratch(t *testing.T) {
	got, err := Scratch([]byte(`# syntax=docker/dockerfile:1
ARG V=1
FROM --platform=$BUILDPLATFORM golang:$V AS Build
COPY go.mod \
  go.sum ./
RUN --mount=type=bind,target=/src <<EOF
COPY this is no instruction
EOF
ADD https://example.com/x /x
COPY --from=alpine:3 /etc /etc
FROM build
COPY <<EOF /y
text
EOF
COPY --from=build /out /
COPY --from=0 /out /
`))
	if err != nil {
		t.Fatal(err)
	}
	want := `ARG V=1
FROM scratch AS Build
COPY go.mod \
  go.sum ./
FROM build
COPY <<EOF /y
text
EOF
COPY --from=build /out /
COPY --from=0 /out /
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}
