package git

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// ownedByUser reports whether a path belongs to the user, or to the administrators if the user is one of them (compat/mingw.c,
// is_path_owned_by_current_sid).
func (v variables) ownedByUser(path string) bool {
	descriptor, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return false
	}
	owner, _, err := descriptor.Owner()
	if err != nil || owner == nil {
		return false
	}
	token := windows.GetCurrentProcessToken()
	user, err := token.GetTokenUser()
	if err != nil {
		return false
	}
	if owner.Equals(user.User.Sid) {
		return true
	}
	member, err := windows.Token(0).IsMember(owner)
	return owner.IsWellKnown(windows.WinBuiltinAdministratorsSid) && err == nil && member
}

// sameDevice reports whether two directories lie on one volume.
func sameDevice(a, b string) bool {
	return strings.EqualFold(filepath.VolumeName(a), filepath.VolumeName(b))
}
