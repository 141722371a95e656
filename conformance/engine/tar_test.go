package engine

import (
	"archive/tar"
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestListCountsPaddingAndTrailer(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []tar.Header{
		{Name: "d/", Typeflag: tar.TypeDir},
		{Name: "d/f", Typeflag: tar.TypeReg, Size: 3},
		{Name: "l", Typeflag: tar.TypeSymlink, Linkname: "d/f"},
	} {
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte("abc")); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := list(&b)
	if err != nil {
		t.Fatal(err)
	}
	want := Sent{Bytes: 3*512 + 512 + 1024, Entries: []Entry{
		{Path: "d", Type: tar.TypeDir},
		{Path: "d/f", Type: tar.TypeReg, Size: 3},
		{Path: "l", Type: tar.TypeSymlink, Linkname: "d/f"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want, got:\n%s", diff)
	}
}
