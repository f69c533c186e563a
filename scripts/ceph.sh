#!/bin/sh
# Start a small Ceph with its S3 gateway on this machine, to try the store on a real server.
# Debian: apt-get install ceph-mon ceph-osd radosgw. One monitor, one bluestore in a file, no mgr.
#   scripts/ceph.sh FOLDER [PORT]   starts it, prints what to export, stops it on Ctrl-C
set -eu
FOLDER=$(realpath -m "$1")
PORT=${2:-7480}
MON_PORT=$((PORT + 1))
BUCKET=papiers
umask 077
mkdir -p "$FOLDER/mon" "$FOLDER/osd" "$FOLDER/run" "$FOLDER/log"
cd "$FOLDER"
FSID=$(cat /proc/sys/kernel/random/uuid)
OSD_UUID=$(cat /proc/sys/kernel/random/uuid)
export CEPH_CONF="$FOLDER/ceph.conf"

cat > ceph.conf <<CONF
[global]
fsid = $FSID
mon_host = [v1:127.0.0.1:$MON_PORT]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
run_dir = $FOLDER/run
admin_socket = $FOLDER/run/\$name.asok
log_file = $FOLDER/log/\$name.log
keyring = $FOLDER/\$name.keyring
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
osd_crush_chooseleaf_type = 0
osd_objectstore = bluestore
bluestore_block_size = 4294967296
osd_memory_target = 939524096
mon_data_avail_crit = 1
[mon.a]
mon_data = $FOLDER/mon
keyring = $FOLDER/mon.keyring
[osd.0]
osd_data = $FOLDER/osd
keyring = $FOLDER/osd/keyring
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:$PORT
CONF

ceph-authtool --create-keyring client.admin.keyring --gen-key -n client.admin \
  --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' > /dev/null
ceph-authtool --create-keyring mon.keyring --gen-key -n mon. --cap mon 'allow *' > /dev/null
ceph-authtool mon.keyring --import-keyring client.admin.keyring > /dev/null
monmaptool --create --addv a "[v1:127.0.0.1:$MON_PORT]" --fsid "$FSID" monmap > /dev/null
ceph-mon --mkfs -i a --monmap monmap --keyring mon.keyring

RUNNING=""
trap 'kill $RUNNING 2> /dev/null; wait' EXIT INT TERM
ceph-mon -f -i a > log/mon.out 2>&1 &
RUNNING="$RUNNING $!"
SECRET=$(ceph-authtool --gen-print-key)
printf '{"cephx_secret": "%s"}' "$SECRET" > osd.json
ceph osd new "$OSD_UUID" -i osd.json > /dev/null
rm osd.json
ceph-authtool --create-keyring osd/keyring --name osd.0 --add-key "$SECRET" \
  --cap osd 'allow *' --cap mon 'allow profile osd' > /dev/null
ceph osd crush add osd.0 1.0 root=default host=here 2> /dev/null
ceph-osd -i 0 --mkfs --osd-uuid "$OSD_UUID" > log/mkfs.out 2>&1
ceph-osd -f -i 0 > log/osd.out 2>&1 &
RUNNING="$RUNNING $!"
ceph auth get-or-create client.rgw mon 'allow rw' osd 'allow rwx' -o client.rgw.keyring
radosgw -f -n client.rgw > log/rgw.out 2>&1 &
RUNNING="$RUNNING $!"

ID=$(head -c 10 /dev/urandom | od -An -tx1 | tr -d ' \n')
KEY=$(head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n')
radosgw-admin user create --uid=coffre --display-name=Coffre --access-key="$ID" \
  --secret-key="$KEY" > /dev/null
printf '{"access_key_id": "%s", "secret_access_key": "%s"}\n' "$ID" "$KEY" > keys.json
until curl -fs --max-time 5 -o /dev/null "http://127.0.0.1:$PORT/"; do sleep 0.5; done
EMPTY=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
curl -fsS -o /dev/null --aws-sigv4 "aws:amz:us-east-1:s3" -u "$ID:$KEY" \
  -H "x-amz-content-sha256: $EMPTY" \
  -X PUT "http://127.0.0.1:$PORT/$BUCKET"
cat <<READY
export INCLUSION_STORAGE_URL=s3://$BUCKET/coffre
export INCLUSION_S3_ENDPOINT=http://127.0.0.1:$PORT
export INCLUSION_S3_KEYS_FILE=$FOLDER/keys.json
READY
wait
