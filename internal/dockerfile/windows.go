package dockerfile

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// onPlatform returns a path in the image with slashes and without a drive letter, and an error for one that cannot be in the image
// (util/system, CheckSystemDriveAndRemoveDriveLetter). Only Windows has such paths.
func onPlatform(p, system string) (clean string, absolute bool, err error) {
	if system != "windows" {
		return p, path.IsAbs(p), nil
	}
	if len(p) == 2 && p[1] == ':' {
		return "", false, fmt.Errorf("no relative path specified in %q", p)
	}
	slashed := strings.ReplaceAll(p, `\`, "/")
	if strings.HasPrefix(slashed, "//") {
		return "", false, errors.New("UNC paths are not supported")
	}
	if drive, rest, ok := strings.Cut(slashed, ":"); ok {
		if !strings.EqualFold(drive, "c") {
			return "", false, errors.New("the specified path is not on the system drive (C:)")
		}
		slashed = rest
	}
	return path.Clean(slashed), path.IsAbs(slashed), nil
}
