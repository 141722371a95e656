package conformance

import (
	"archive/tar"
	"crypto/sha256"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/ctxsize/ctxsize/conformance/builder"
)

// diskImage reads a directory as if it had been built.
func diskImage(root string) builder.Image {
	image := builder.Image{"/": {Type: tar.TypeDir}}
	_ = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		rel, relErr := filepath.Rel(root, name)
		if err != nil || relErr != nil || rel == "." {
			return nil
		}
		item := builder.Item{Type: tar.TypeDir}
		switch {
		case d.Type()&fs.ModeSymlink != 0:
			item.Type = tar.TypeSymlink
			item.Link, _ = os.Readlink(name)
		case !d.IsDir():
			data, err := os.ReadFile(name)
			if err != nil {
				return nil
			}
			item = builder.Item{Type: tar.TypeReg, Sum: sha256.Sum256(data)}
		}
		image[path.Join("/", filepath.ToSlash(rel))] = item
		return nil
	})
	return image
}
